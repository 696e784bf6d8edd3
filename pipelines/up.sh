#!/usr/bin/env bash
# Brings a stack to what was approved, and nothing else: it previews once more, and stops when that is
# not what the approved preview was, since then somebody changed the cloud or the state in between.
#   up.sh STACK APPROVED
# APPROVED are the steps that preview.sh left.
set -euo pipefail
stack=$1 approved=$2
here=$(dirname "${BASH_SOURCE[0]}")

now=$(mktemp -d)
trap 'rm -rf "$now"' EXIT
"$here/preview.sh" "$stack" "$now"
if ! grep --quiet --invert-match '^inputs ' "$now/$stack.steps"; then
  # A run that is repeated, because the functions did not reach their apps.
  echo "\"$stack\" is up already."
  "$here/functions.sh" "$stack"
  exit 0
fi
if ! diff --unified=0 --label "approved" --label "now" "$approved" "$now/$stack.steps"; then
  echo "The preview of \"$stack\" is no longer the one that was approved. Run the workflow again, and look at the new one." >&2
  exit 1
fi
pulumi up --stack "$stack" --non-interactive --yes --skip-preview --color never \
  --suppress-outputs --policy-pack policy
"$here/functions.sh" "$stack"
