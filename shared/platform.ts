import type { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { Config } from "./config/schema";
import type { ChatbotWorkload } from "./workload";

/** What every platform makes of a workload: the stack's outputs. */
export interface PlatformOutputs {
  /** Where the chatbot answers. */
  readonly url: pulumi.Output<string>;
  /** Name of the EKS, ECS or AKS cluster. */
  readonly clusterName: pulumi.Output<string>;
  /** Id of the load balancer in its cloud. */
  readonly loadBalancerId: pulumi.Output<string>;
  /** Public name or address of the load balancer. */
  readonly loadBalancerAddress: pulumi.Output<string>;
  /** Access to the cluster, without credentials of its own; on Kubernetes platforms only. */
  readonly kubeconfig?: pulumi.Output<string>;
  /** Where events go, when functions are on. */
  readonly webhookUrl?: pulumi.Output<string>;
  /** The key that events are signed with: a secret. */
  readonly webhookKey?: pulumi.Output<string>;
}

/**
 * Deploys a workload.
 * @param name prefix of every name in the stack, from `environmentName`
 */
export type DeployPlatform<C extends Config> = (
  name: string,
  config: C,
  workload: ChatbotWorkload,
) => PlatformOutputs;

/** A cluster that the chatbot's Kubernetes objects go to; all that they know of their cloud. */
export interface KubernetesTarget {
  readonly provider: Provider;
  /** The cluster: objects in it need no deletion of their own when it goes. */
  readonly cluster: pulumi.Resource;
  /** What must exist before a pod can run, such as nodes and a DNS add-on. */
  readonly ready: readonly pulumi.Resource[];
  readonly exposure: Exposure;
  readonly podIdentity: PodIdentity;
  /** Whether the cluster serves custom metrics of pods to the HorizontalPodAutoscaler. */
  readonly podMetrics: boolean;
  /** Taints of nodes that the gateway may run on all the same, such as spot nodes. Default: none. */
  readonly tolerations?: readonly Toleration[];
}

/** A taint that the gateway's pods bear. */
export interface Toleration {
  readonly key: string;
  readonly value: string;
  readonly effect: "NoSchedule";
}

/** How requests come from the cloud's load balancer to the gateway. */
export type Exposure =
  /** A load balancer of ours forwards to this port on every node. */
  | {
      readonly kind: "nodePort";
      readonly nodePort: number;
      readonly clientCidrs: readonly string[];
    }
  /** The cluster makes the load balancer for the Service. */
  | {
      readonly kind: "loadBalancer";
      readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
      readonly clientCidrs: readonly string[];
    }
  /** An edge proxy in the cluster forwards to the Service. */
  | {
      readonly kind: "clusterIp";
      readonly proxyNamespace: string;
      readonly proxyLabels: Readonly<Record<string, string>>;
    };

/** How pods prove to the cloud who they are. */
export interface PodIdentity {
  readonly serviceAccountAnnotations: Readonly<Record<string, pulumi.Input<string>>>;
  readonly podLabels: Readonly<Record<string, string>>;
  /** The address of the identity agent on the node, where pods must be let through to it. */
  readonly agent?: { readonly cidr: string; readonly port: number };
}
