#!/usr/bin/env bash
# Brings the functions to their apps, where a stack on Azure has any.
#   functions.sh STACK
# Roles need some minutes after the first `pulumi up`: it tries for about ten.
set -euo pipefail
stack=$1
readonly TRIES=10 PAUSE=${FUNCTIONS_PAUSE_SECONDS:-60}

pulumi stack output functionApps --json --stack "$stack" >/dev/null 2>&1 || exit 0
for ((try = 1; try <= TRIES; try++)); do
  ! npm run --silent deploy:functions -- --stack "$stack" || exit 0
  ((try == TRIES)) || sleep "$PAUSE"
done
echo "The functions of \"$stack\" did not reach their apps. The rest of the stack is up: run this job again." >&2
exit 1
