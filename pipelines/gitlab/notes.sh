#!/usr/bin/env bash
# Posts what the newest pipeline of each open merge request has found, as one note each, and renews it.
# It runs by a schedule on the default branch, where its token is: a merge request's own pipeline,
# which runs its code, never has that token. An artifact is a text that anybody may have written.
# Needs GITLAB_TOKEN, a project access token with the scope "api".
set -euo pipefail
# shellcheck source=pipelines/gitlab/api.sh
source "$(dirname "${BASH_SOURCE[0]}")/api.sh"
readonly MOST_BYTES=262144 # GitLab takes 1,000,000 characters

note() { # MERGE_REQUEST NAME PROJECT JOB
  local marker="<!-- chatscale-$2 -->" file known
  file=$(mktemp)
  # What is cut off here was no note.
  { api GET "projects/$3/jobs/$4/artifacts/$2.md" || true; } | head --bytes "$((MOST_BYTES + 1))" >"$file"
  if (($(wc --bytes <"$file") > MOST_BYTES)) || [[ $(head --lines 1 "$file") != "$marker" ]]; then
    echo "!$1: job $4 holds no $2 that can be a note." >&2
    return
  fi
  # A zero-width space after each @, so that nobody is called, and before each /, which would be a command.
  sed --in-place --expression $'s/@/@\u200b/g' --expression $'s|^\\( *\\)/|\\1\u200b/|' "$file"
  known=$(api GET "projects/$CI_PROJECT_ID/merge_requests/$1/notes?per_page=100&sort=asc&activity_filter=only_comments" |
    jq --arg marker "$marker" --argjson me "$me" \
      '[.[] | select(.author.id == $me and (.body | startswith($marker)))] | first // empty | {id, body}')
  if [[ -z $known ]]; then
    api POST "projects/$CI_PROJECT_ID/merge_requests/$1/notes" --output /dev/null --data-urlencode "body@$file"
  elif [[ $(jq --raw-output .body <<<"$known") != "$(cat "$file")" ]]; then
    api PUT "projects/$CI_PROJECT_ID/merge_requests/$1/notes/$(jq .id <<<"$known")" \
      --output /dev/null --data-urlencode "body@$file"
  fi
}

me=$(api GET user | jq .id)
api GET "projects/$CI_PROJECT_ID/merge_requests?state=opened&per_page=100" | jq --raw-output '.[] | "\(.iid) \(.sha)"' |
  while read -r request commit; do
    # The pipeline of a fork is in the fork's project.
    api GET "projects/$CI_PROJECT_ID/merge_requests/$request/pipelines?per_page=20" |
      jq --raw-output --arg commit "$commit" \
        '[.[] | select(.sha == $commit and .source == "merge_request_event")] | first // empty | "\(.project_id) \(.id)"' |
      while read -r project pipeline; do
        for name in plan-diff preview; do
          job=$(api GET "projects/$project/pipelines/$pipeline/jobs?per_page=100" | jq --arg name "$name" \
            '[.[] | select(.name == $name and .artifacts_file != null)] | first // empty | .id')
          [[ -z $job ]] || note "$request" "$name" "$project" "$job"
        done
      done
  done
