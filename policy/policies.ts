import { AWS_DATA } from "./rules/awsData";
import { AWS_IDENTITY } from "./rules/awsIdentity";
import { AWS_NETWORK } from "./rules/awsNetwork";
import { AZURE_IDENTITY } from "./rules/azureIdentity";
import { AZURE_NETWORK } from "./rules/azureNetwork";
import { KUBERNETES_ACCESS } from "./rules/kubernetesAccess";
import { OPERATIONS } from "./rules/operations";
import { PODS } from "./rules/pods";
import { SECRETS } from "./rules/secrets";
import { TAGS } from "./rules/tags";
import type { Policy } from "./types";

/** Every policy, in the order in which violations are told. */
export const POLICIES: readonly Policy[] = [
  ...SECRETS,
  ...AWS_DATA,
  ...AWS_IDENTITY,
  ...AWS_NETWORK,
  ...AZURE_IDENTITY,
  ...AZURE_NETWORK,
  ...PODS,
  ...KUBERNETES_ACCESS,
  ...OPERATIONS,
  ...TAGS,
];
