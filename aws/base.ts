import type { Provider } from "@pulumi/aws/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { PlatformOutputs, SecretName } from "../shared/platform";
import type { Watched } from "./alarmSources";
import type { Cache } from "./cache";
import type { LoadBalancer } from "./loadBalancer";
import type { Network } from "./network";

/** Where each secret of the gateway is in Secrets Manager. */
export type SecretArns = Readonly<Partial<Record<SecretName, pulumi.Output<string>>>>;

/** What EKS and ECS both stand on. */
export interface AwsBase {
  readonly provider: Provider;
  readonly network: Network;
  readonly loadBalancer: LoadBalancer;
  /** The gateway's image, given or built. */
  readonly image: pulumi.Input<string>;
  /** The session store, when it is not each replica's memory. */
  readonly cache: Cache | undefined;
  readonly secretArns: SecretArns;
  /** The values of the secrets: whoever reads one waits for them. */
  readonly secretVersions: readonly pulumi.Resource[];
  /** Changes with any of the values; no secret itself. */
  readonly secretsRevision: pulumi.Output<string>;
}

/** What depends on what runs the containers. */
export interface ClusterResult {
  readonly outputs: Pick<PlatformOutputs, "clusterName" | "kubeconfig">;
  readonly watched: Pick<Watched, "replicas" | "unhealthyReplicas" | "nodes">;
}
