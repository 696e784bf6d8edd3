#!/usr/bin/env bash
# Has the Azure CLI get now what kubelogin, the deployment of functions, and a state or key on Azure ask
# it for later: the run's OIDC token, which it signed in with, ends after minutes, and a cluster takes
# longer. What it has got is good for about an hour.
set -euo pipefail

resources=(
  https://management.azure.com
  https://storage.azure.com
  https://vault.azure.net
  6dae42f8-4368-4678-94ff-3960e28e3630 # AKS with Entra sign-in: azure/kubeconfig.ts
)
for resource in "${resources[@]}"; do
  az account get-access-token --resource "$resource" --output none
done
