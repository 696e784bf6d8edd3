#!/usr/bin/env bash
# Prints the pr-NUMBER stacks whose pull request is not open any more, as a JSON list. Needs gh and
# GH_TOKEN. A pull request that cannot be asked for fails all: nothing is called an orphan by a guess.
#   orphans.sh OWNER/REPOSITORY
set -euo pipefail

stacks=$(pulumi stack ls --json | jq --raw-output '.[].name | select(test("^pr-[0-9]+$"))')
orphans=()
for stack in $stacks; do
  state=$(gh api "repos/$1/pulls/${stack#pr-}" --jq .state)
  [[ $state == open ]] || orphans+=("$stack")
done
jq --null-input --compact-output '$ARGS.positional' --args "${orphans[@]}"
