#!/usr/bin/env bash
# Signs in to where the state is kept: PULUMI_BACKEND_URL (a bucket or container of your own, which
# takes the cloud's credentials as they are), or PULUMI_ORGANIZATION of Pulumi Cloud, which takes the
# run's own OIDC token. PULUMI_TEAM asks for a team's token in place of the organization's.
set -euo pipefail

if [[ -n ${PULUMI_BACKEND_URL:-} && -z ${PULUMI_ORGANIZATION:-} ]]; then
  echo "The state is in ${PULUMI_BACKEND_URL%%\?*}."
  exit 0
fi
if [[ -n ${PULUMI_BACKEND_URL:-} || -z ${PULUMI_ORGANIZATION:-} ]]; then
  echo "Set one of PULUMI_BACKEND_URL and PULUMI_ORGANIZATION for this environment. See docs/state.md." >&2
  exit 1
fi

umask 077
token=$(mktemp)
trap 'rm -f "$token"' EXIT
if [[ -n ${PULUMI_ID_TOKEN:-} ]]; then
  printf '%s' "$PULUMI_ID_TOKEN" >"$token" # GitLab made it
else
  # The request's own token comes by stdin: an argument could be seen by others.
  printf 'header = "Authorization: bearer %s"\n' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" |
    curl --fail --silent --show-error --retry 3 --config - \
      "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=urn:pulumi:org:$PULUMI_ORGANIZATION" |
    jq --raw-output --join-output .value >"$token"
fi
pulumi login --non-interactive --oidc-token "file://$token" --oidc-org "$PULUMI_ORGANIZATION" \
  ${PULUMI_TEAM:+--oidc-team "$PULUMI_TEAM"}
