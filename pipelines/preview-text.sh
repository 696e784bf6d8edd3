#!/usr/bin/env bash
# A stack's preview as a part of a comment: which resources, and which of their properties.
#   preview-text.sh STACK CODE STEPS EVENTS
# shellcheck disable=SC2016 # the backticks are Markdown's
set -euo pipefail
stack=$1 code=$2 steps=$3 events=$4
readonly MOST_LINES=100

if ((code != 0)); then
  # The CLI ends in the same way, whatever it is that failed.
  broken=$(jq --raw-output --slurp '[.[] | .policyEvent | values | select(.enforcementLevel == "mandatory")
    | "- `\(.policyName)` by `\(.resourceUrn // "" | split("::")[-1] // "all")`"] | unique[]' "$events" || true)
  if [[ -n $broken ]]; then
    printf '**`%s`**: the preview breaks mandatory policies; see the log of its job.\n\n%s\n' "$stack" "$broken"
  else
    printf '**`%s`**: the preview failed; see the log of its job.\n' "$stack"
  fi
  exit 0
fi
changes=$(grep --invert-match '^inputs ' "$steps" || true)
if [[ -z $changes ]]; then
  printf '**`%s`**: no change.\n' "$stack"
  exit 0
fi
counts=$(cut --fields 1 <<<"$changes" | sort | uniq --count | awk '{ print $2 " " $1 }' | paste --serial --delimiters , | sed 's/,/, /g')
printf '<details><summary><code>%s</code>: %s</summary>\n\n' "$stack" "$counts"
awk -F '\t' -v most="$MOST_LINES" '
  NR <= most {
    n = split($2, urn, "::")
    types = split(urn[3], type, "$")
    printf "- %s `%s` `%s`%s\n", $1, type[types], urn[n], $3 == "" ? "" : ": `" $3 "`"
  }
  END { if (NR > most) printf "- and %d more, in the log of its job\n", NR - most }
' <<<"$changes"
printf '\n</details>\n'
