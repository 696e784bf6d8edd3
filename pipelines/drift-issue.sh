#!/usr/bin/env bash
# Keeps one issue about drift on GitHub: opens it, renews it, or closes it. Needs gh, and GH_TOKEN.
#   drift-issue.sh FOLDER STACKS
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
readonly LABEL=drift TITLE="The cloud has drifted from its state"

report=$("$here/drift-report.sh" "$1" "$2")
verdict=$(head --lines 1 <<<"$report")
body=$(tail --lines +2 <<<"$report")
issue=$(gh issue list --state open --label "$LABEL" --app github-actions --limit 1 --json number --jq '.[].number')

case $verdict in
  drift)
    if [[ -n $issue ]]; then
      gh issue edit "$issue" --body-file - <<<"$body"
    else
      gh label create "$LABEL" --description "Found by the drift workflow" --color d93f0b --force
      gh issue create --title "$TITLE" --label "$LABEL" --body-file - <<<"$body"
    fi
    ;;
  same)
    [[ -z $issue ]] || gh issue close "$issue" --comment "The drift is gone."
    ;;
  unknown)
    echo "Not all stacks could be looked at: the issue stays as it is." >&2
    ;;
esac
