import { OPTION_KINDS, type OptionId } from "../../../compare/options/kinds";
import type { Deployment } from "../../../compare/options/run";
import type { Pair } from "../../../compare/lost/shares";
import { parseConfig } from "../../../shared/config/parse";
import { describeWorkload } from "../../../shared/workload";

type Texts = Readonly<Record<string, string>>;

const API = '{"allowedCidrs":["203.0.113.0/24"]}';

function deploymentOf(id: OptionId, stack: string, texts: Texts): Deployment {
  const kind = OPTION_KINDS.find((each) => each.id === id);
  const { config, problems } = parseConfig(texts);
  if (!kind || !config || problems.length > 0) throw new RangeError(JSON.stringify(problems));
  return { kind, stack, config, workload: describeWorkload(config, {}) };
}

/** ECS beside AKS, both of dev's size. */
export function pairWith(own: { readonly aws?: Texts; readonly azure?: Texts } = {}): Pair {
  return {
    aws: deploymentOf("aws-ecs", "dev-ecs", { cloud: "aws", runtime: "ecs", ...own.aws }),
    azure: deploymentOf("azure-aks", "dev-azure", {
      cloud: "azure",
      kubernetesApi: API,
      ...own.azure,
    }),
  };
}

/** Keys of a pair that both clouds have, for an open cluster with certificates of its own. */
export const PAIRED: Readonly<Record<"aws" | "azure", Texts>> = {
  aws: {
    ingress: '{"hostname":"aws.chat.example.com","hostedZoneId":"Z0123456789ABCDEFGHIJ"}',
  },
  azure: {
    ingress: JSON.stringify({
      hostname: "azure.chat.example.com",
      certificate: {
        vaultId:
          "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/c/providers/Microsoft.KeyVault/vaults/example",
        name: "chat",
      },
    }),
  },
};

/** The section `failover` of a side. */
export function failoverText(cloud: "aws" | "azure", own: object): string {
  const peer = cloud === "aws" ? "azure" : "aws";
  return JSON.stringify({
    peerStack: `dev-${peer}`,
    hostname: "chat.example.com",
    peerHostname: `${peer}.chat.example.com`,
    plannedPeak: 300,
    ...own,
  });
}
