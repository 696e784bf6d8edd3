#!/usr/bin/env bash
# Looks whether the cloud still is what the last `up` left. It leaves FOLDER/STACK.drift, what differs,
# or FOLDER/STACK.same; where it could not look it leaves nothing, and fails.
#   drift.sh STACK FOLDER
# It reads what the state knows: the program is not run, so changes that wait for their `up` are no drift.
set -euo pipefail
stack=$1 folder=$2
here=$(dirname "${BASH_SOURCE[0]}")
readonly CHANGES=7 # how the CLI ends when changes were found that nobody expected

mkdir -p "$folder"
events=$(mktemp)
trap 'rm -f "$events"' EXIT

code=0
PULUMI_DEBUG_COMMANDS=true pulumi refresh --stack "$stack" --preview-only --expect-no-changes \
  --non-interactive --color never --diff --suppress-outputs --event-log "$events" || code=$?
case $code in
  0) : >"$folder/$stack.same" ;;
  "$CHANGES") jq --raw-output --slurp --from-file "$here/drift.jq" "$events" >"$folder/$stack.drift" ;;
  *) exit "$code" ;;
esac
