#!/usr/bin/env bash
# What the looks of drift.sh say together: the text of an issue on stdout, with "drift", "same" or
# "unknown" as its first line. Unknown is a stack that nobody could look at: then nothing is closed.
#   drift-report.sh FOLDER STACKS
# STACKS is a JSON list.
set -euo pipefail
folder=$1 stacks=$2
readonly MOST_LINES=100

verdict=same
text=""
while read -r stack; do
  if [[ -f $folder/$stack.drift ]]; then
    verdict=drift
    lines=$(wc --lines <"$folder/$stack.drift")
    text+="#### \`$stack\`"$'\n\n'"$(head --lines "$MOST_LINES" "$folder/$stack.drift")"$'\n'
    ((lines <= MOST_LINES)) || text+="- and $((lines - MOST_LINES)) more, in the log of its job"$'\n'
    text+=$'\n'
  elif [[ ! -f $folder/$stack.same ]]; then
    [[ $verdict == drift ]] || verdict=unknown
    text+="#### \`$stack\`"$'\n\nCould not be looked at: see the log of its job.\n\n'
  fi
done < <(jq --raw-output '.[]' <<<"$stacks")

printf '%s\n' "$verdict"
printf '%s\n\n' "The cloud is not what the last \`pulumi up\` left."
printf '%s' "$text"
cat <<'END'
To take back what was changed by hand: `pulumi up --refresh`. To keep it: write it into the program or the stack's config, then `pulumi refresh` and a preview without a change. This issue is renewed by each look, and closed when the drift is gone.
END
