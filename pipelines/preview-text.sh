#!/usr/bin/env bash
# A stack's preview as a part of a comment: which resources, and which of their properties.
#   preview-text.sh STACK CODE STEPS
# shellcheck disable=SC2016 # the backticks are Markdown's
set -euo pipefail
stack=$1 code=$2 steps=$3
readonly MOST_LINES=100

if ((code != 0)); then
  reason="failed"
  ((code != 5)) || reason="breaks a mandatory policy" # the CLI's code for it
  printf '**`%s`**: the preview %s; see the log of its job.\n' "$stack" "$reason"
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
