#!/usr/bin/env bash
# The engine's preview of a stack. It leaves FOLDER/STACK.steps, what the preview would do, by which
# up.sh knows it again, and FOLDER/STACK.md for readers, without any value. Ends as the preview does.
#   preview.sh STACK FOLDER
set -euo pipefail
stack=$1 folder=$2
here=$(dirname "${BASH_SOURCE[0]}")

mkdir -p "$folder"
events=$(mktemp)
trap 'rm -f "$events"' EXIT

# The log of events is what the Automation API reads too. Policies are only told there and on the screen.
code=0
PULUMI_DEBUG_COMMANDS=true pulumi preview --stack "$stack" --non-interactive --color never --diff \
  --suppress-outputs --policy-pack policy --event-log "$events" || code=$?

if ((code == 0)); then
  steps=$(jq --sort-keys --raw-output --slurp --from-file "$here/steps.jq" "$events")
  {
    head --lines -1 <<<"$steps"
    printf 'inputs %s\n' "$(tail --lines 1 <<<"$steps" | sha256sum | cut --characters -64)"
  } >"$folder/$stack.steps"
fi
"$here/preview-text.sh" "$stack" "$code" "$folder/$stack.steps" "$events" >"$folder/$stack.md"
exit "$code"
