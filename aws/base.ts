import type { Provider } from "@pulumi/aws/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { PlatformOutputs } from "../shared/platform";
import type { LoadBalancer } from "./loadBalancer";
import type { Network } from "./network";

/** What EKS and ECS both stand on. */
export interface AwsBase {
  readonly provider: Provider;
  readonly network: Network;
  readonly loadBalancer: LoadBalancer;
  /** The gateway's image, given or built. */
  readonly image: pulumi.Input<string>;
}

/** The outputs that depend on what runs the containers. */
export type ClusterOutputs = Pick<PlatformOutputs, "clusterName" | "kubeconfig">;
