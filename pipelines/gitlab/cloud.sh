#!/usr/bin/env bash
# For `source`: the job's ID tokens become the credentials of the clouds that its variables name. Tokens
# go through files, never through arguments. The runner's own shell stops at what fails.

tokens=$(mktemp -d)
if [[ -n ${AWS_ROLE:-} ]]; then
  printf '%s' "$AWS_ID_TOKEN" >"$tokens/aws"
  export AWS_ROLE_ARN=$AWS_ROLE AWS_WEB_IDENTITY_TOKEN_FILE=$tokens/aws
  export AWS_ROLE_SESSION_NAME="gitlab-$CI_PROJECT_ID-$CI_JOB_ID"
fi
if [[ -n ${AZURE_CLIENT_ID:-} ]]; then
  printf '%s' "$AZURE_ID_TOKEN" >"$tokens/azure"
  export ARM_USE_OIDC=true ARM_OIDC_TOKEN_FILE_PATH=$tokens/azure
  export ARM_CLIENT_ID=$AZURE_CLIENT_ID ARM_TENANT_ID=$AZURE_TENANT_ID ARM_SUBSCRIPTION_ID=$AZURE_SUBSCRIPTION_ID
  # kubelogin signs in as the Azure CLI. @ reads an argument from a file.
  az login --service-principal --username "$AZURE_CLIENT_ID" --tenant "$AZURE_TENANT_ID" \
    --federated-token "@$tokens/azure" --output none
  az account set --subscription "$AZURE_SUBSCRIPTION_ID"
  pipelines/azure-tokens.sh
fi
pipelines/sign-in.sh
