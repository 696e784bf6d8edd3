#!/usr/bin/env bash
# Keeps one issue about drift on GitLab: opens it, renews it, or closes it. Needs GITLAB_TOKEN.
#   drift-issue.sh FOLDER STACKS
set -euo pipefail
# shellcheck source=pipelines/gitlab/api.sh
source "$(dirname "${BASH_SOURCE[0]}")/api.sh"
readonly LABEL=drift TITLE="The cloud has drifted from its state"

report=$("$(dirname "${BASH_SOURCE[0]}")/../drift-report.sh" "$1" "$2")
verdict=$(head --lines 1 <<<"$report")
body=$(mktemp)
tail --lines +2 <<<"$report" >"$body"
me=$(api GET user | jq .id)
issue=$(api GET "projects/$CI_PROJECT_ID/issues?state=opened&labels=$LABEL&author_id=$me&per_page=1" | jq '.[].iid')

case $verdict in
  drift)
    if [[ -n $issue ]]; then
      api PUT "projects/$CI_PROJECT_ID/issues/$issue" --output /dev/null --data-urlencode "description@$body"
    else
      api POST "projects/$CI_PROJECT_ID/issues" --output /dev/null --data-urlencode "title=$TITLE" \
        --data-urlencode "labels=$LABEL" --data-urlencode "description@$body"
    fi
    ;;
  same)
    [[ -z $issue ]] || api PUT "projects/$CI_PROJECT_ID/issues/$issue" --output /dev/null --data-urlencode "state_event=close"
    ;;
  unknown)
    echo "Not all stacks could be looked at: the issue stays as it is." >&2
    ;;
esac
