#!/usr/bin/env bash
# Prints the stacks that a variable names, as a JSON list in their order. Without any, it says what is
# not configured, and is no failure.
#   stacks.sh VARIABLE...
set -euo pipefail

names=()
for variable; do
  read -ra listed <<<"${!variable//$'\n'/ }"
  if ((${#listed[@]} == 0)); then
    note="Not configured: the variable $variable names no stack. See docs/pipelines.md."
    echo "$note" >&2
    [[ -z ${GITHUB_STEP_SUMMARY:-} ]] || echo "$note" >>"$GITHUB_STEP_SUMMARY"
  fi
  names+=("${listed[@]}")
done

for name in "${names[@]}"; do
  if [[ ! $name =~ ^[A-Za-z0-9_.-]{1,100}$ || ! -f Pulumi.$name.yaml ]]; then
    echo "$*: \"$name\" is no stack: there is no Pulumi.$name.yaml. Name stacks by a space between them." >&2
    exit 1
  fi
done
jq --null-input --compact-output '$ARGS.positional' --args "${names[@]}"
