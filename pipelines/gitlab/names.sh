#!/usr/bin/env bash
# Prints the stacks that left a file in a folder, as a JSON list.
#   names.sh FOLDER
set -euo pipefail

names=()
for file in "$1"/*; do
  [[ ! -f $file ]] || names+=("$(basename "${file%.*}")")
done
jq --null-input --compact-output '$ARGS.positional | unique' --args "${names[@]}"
