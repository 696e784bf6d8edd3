#!/usr/bin/env bash
# A stack of a pull request's own, by the name pr-NUMBER.
#   pull-request-stack.sh up NUMBER    with the config of the stack that PULL_REQUEST_STACK_FROM names
#   pull-request-stack.sh destroy STACK
# Its own key for secrets: PULUMI_SECRETS_PROVIDER; default: the backend's.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")

exists() {
  pulumi stack ls --json | jq --exit-status --arg name "$1" 'any(.[]; .name == $name)' >/dev/null
}

up() {
  local stack="pr-$1" from=$PULL_REQUEST_STACK_FROM
  # What is made for people is protected, and could not be destroyed again.
  if [[ ! -f Pulumi.$from.yaml ]] || grep --quiet --extended-regexp '^ *"?chatscale:size"?: *"?prod' "Pulumi.$from.yaml"; then
    echo "PULL_REQUEST_STACK_FROM: \"$from\" is no stack of size dev." >&2
    exit 1
  fi
  if exists "$stack"; then
    # Its file was made by an earlier run, and is in no commit.
    [[ -z ${PULUMI_SECRETS_PROVIDER:-} ]] || printf 'secretsprovider: %s\n' "$PULUMI_SECRETS_PROVIDER" >"Pulumi.$stack.yaml"
    pulumi config cp --non-interactive --stack "$from" --dest "$stack"
  else
    pulumi stack init "$stack" --non-interactive --no-select --copy-config-from "$from" \
      ${PULUMI_SECRETS_PROVIDER:+--secrets-provider "$PULUMI_SECRETS_PROVIDER"}
  fi
  npm run --silent doctor -- --stack "$stack"
  pulumi up --stack "$stack" --non-interactive --yes --skip-preview --color never --policy-pack policy
  "$here/functions.sh" "$stack"
}

destroy() {
  local stack=$1
  if ! exists "$stack"; then
    echo "There is no stack \"$stack\"."
    return
  fi
  pulumi destroy --stack "$stack" --non-interactive --yes --remove --color never
}

case "$*" in
  "up "*)
    [[ $2 =~ ^[0-9]+$ ]] || { echo "up: \"$2\" is no number of a pull request." >&2; exit 1; }
    up "$2"
    ;;
  "destroy "*)
    # No other stack can ever be destroyed from here.
    [[ $2 =~ ^pr-[0-9]+$ ]] || { echo "destroy: \"$2\" is no stack of a pull request." >&2; exit 1; }
    destroy "$2"
    ;;
  *)
    echo "Usage: pull-request-stack.sh up NUMBER | destroy pr-NUMBER" >&2
    exit 1
    ;;
esac
