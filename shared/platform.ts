import type { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { Config } from "./config/schema";
import type { Side } from "./failover/side";
import type { ChatbotWorkload } from "./workload";

/** What every platform makes of a workload: the stack's outputs. */
export interface PlatformOutputs {
  /** Where the chatbot answers. */
  readonly url: pulumi.Output<string>;
  /** Name of the EKS, ECS or AKS cluster, or the context that leads to another. */
  readonly clusterName: pulumi.Output<string>;
  /** Id of the load balancer in its cloud, where there is one of ours. */
  readonly loadBalancerId?: pulumi.Output<string>;
  /** Public name or address of that load balancer. */
  readonly loadBalancerAddress?: pulumi.Output<string>;
  /** Access to the cluster, without credentials of its own; on Kubernetes platforms only. */
  readonly kubeconfig?: pulumi.Output<string>;
  /** Where events go, when functions are on. */
  readonly webhookUrl?: pulumi.Output<string>;
  /** The key that events are signed with: a secret. */
  readonly webhookKey?: pulumi.Output<string>;
  /** What `npm run deploy:functions` needs to know, where a package comes after `pulumi up`. */
  readonly functionApps?: pulumi.Output<FunctionApps>;
  /** Where images are pushed to, when the stack has a registry of its own. */
  readonly registryUrl?: pulumi.Output<string>;
  /** The dashboard in the cloud's console. */
  readonly dashboardUrl?: pulumi.Output<string>;
  /** What the stack's peer has to know of it, where it has one. */
  readonly failover?: pulumi.Output<Side>;
}

/** Function apps, and the package that they are to run. */
export interface FunctionApps {
  readonly resourceGroup: string;
  readonly names: readonly string[];
  /** Of the package: the settings of the Functions host, as text. */
  readonly hostJson: string;
  /** Of the package, in hex. */
  readonly sha256: string;
}

/**
 * Deploys a workload.
 * @param name prefix of every name in the stack, from `environmentName`
 */
export type DeployPlatform<C extends Config> = (
  name: string,
  config: C,
  workload: ChatbotWorkload,
) => PlatformOutputs | Promise<PlatformOutputs>;

/** A cluster that the chatbot's Kubernetes objects go to; all that they know of their cloud. */
export interface KubernetesTarget {
  readonly provider: Provider;
  /** The cluster, where it is ours: objects in it need no deletion of their own when it goes. */
  readonly cluster?: pulumi.Resource;
  /** What must exist before a pod can run, such as nodes and a DNS add-on. */
  readonly ready: readonly pulumi.Resource[];
  readonly exposure: Exposure;
  readonly podIdentity: PodIdentity;
  /** Proxies before the gateway that name its caller in X-Forwarded-For. Default: 1. */
  readonly proxyHops?: number;
  /** The gateway's image, given or built. */
  readonly image: pulumi.Input<string>;
  /** Where sessions live, when not in each replica. */
  readonly sessionStore?: SessionStore;
  /** The secrets that the gateway reads, when there are any. */
  readonly secrets?: SecretsStore | ClusterSecrets;
  /** The namespace of the collector that scrapes pods which ask for it. Default: there is none. */
  readonly scraperNamespace?: string;
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
      /** Nodes without a replica pass on too: nothing asks which have one. Default: false. */
      readonly everyNode?: boolean;
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
      /** Default: every pod of the namespace. */
      readonly proxyLabels?: Readonly<Record<string, string>>;
    };

/** A Redis or Valkey; TLS always. */
export type SessionStore = ManagedStore | StoreInCluster;

/** A session store that the cloud runs. */
export interface ManagedStore extends StoreAccess {
  /** The range that its addresses are in. */
  readonly cidr: string;
}

/** A session store in the same cluster. */
export interface StoreInCluster extends StoreAccess {
  readonly namespace: string;
  /** File of the certificate that it is trusted by, among the gateway's secrets. */
  readonly trustedFile: string;
}

interface StoreAccess {
  readonly host: pulumi.Input<string>;
  readonly port: number;
  /** A password from the secrets, or tokens of the pod's own identity in the cloud's directory. */
  readonly auth: "password" | "entra";
  /** The user to sign in as; the default user with a password. */
  readonly username?: pulumi.Input<string>;
}

/** The secrets of the gateway, each a file that it reads. */
export type SecretName = "model-api-key" | "session-store-password" | "gateway-token";

/** What the Secrets Store CSI driver mounts: values go from the cloud's vault to the pod only. */
export interface SecretsStore {
  readonly names: readonly SecretName[];
  /** Provider of the driver, such as `aws`. */
  readonly provider: string;
  readonly parameters: Readonly<Record<string, pulumi.Input<string>>>;
  /** Changes with the values, so that pods that hold the old ones are replaced. Default: they stay. */
  readonly revision?: pulumi.Input<string>;
}

/** A Secret in the cluster itself. Who may read Secrets there may read these. */
export interface ClusterSecrets {
  readonly names: readonly SecretName[];
  /** The secrets by name, and what else has to lie beside them. */
  readonly files: Readonly<Record<string, pulumi.Input<string>>>;
}

/** How pods prove to the cloud who they are. */
export interface PodIdentity {
  readonly serviceAccountAnnotations: Readonly<Record<string, pulumi.Input<string>>>;
  readonly podLabels: Readonly<Record<string, string>>;
  /** The address of the identity agent on the node, where pods must be let through to it. */
  readonly agent?: { readonly cidr: string; readonly port: number };
}
