#!/usr/bin/env bash
# For `source`: GitLab's API, as the owner of GITLAB_TOKEN.

# api METHOD PATH [CURL'S ARGUMENTS]
api() {
  # By stdin: an argument could be seen by others.
  printf 'header = "PRIVATE-TOKEN: %s"\n' "$GITLAB_TOKEN" |
    curl --fail --silent --show-error --location --config - --request "$1" "${@:3}" "$CI_API_V4_URL/$2"
}
