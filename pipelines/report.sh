#!/usr/bin/env bash
# One comment of the previews of all stacks, on stdout.
#   report.sh FOLDER STACKS
# STACKS is a JSON list. One whose preview left nothing was not previewed.
# shellcheck disable=SC2016 # the backticks are Markdown's
set -euo pipefail
folder=$1 stacks=$2
readonly MOST_BYTES=60000 # GitHub takes 65,536 characters

text=$(
  printf '<!-- chatscale-preview -->\n### What the engine would do\n\n'
  printf 'By the real state, with `pulumi preview`. Values are in the diff without a cloud.\n'
  jq --raw-output '.[]' <<<"$stacks" | while read -r stack; do
    printf '\n'
    cat "$folder/$stack.md" 2>/dev/null || printf '**`%s`**: not previewed; see its job.\n' "$stack"
  done
)
if (($(wc --bytes <<<"$text") > MOST_BYTES)); then
  text=$(grep --invert-match '^- ' <<<"$text")
  text+=$'\n\nShortened. All of it is in the logs of the jobs.'
fi
printf '%s\n' "$text"
