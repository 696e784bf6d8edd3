import type { Cluster } from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import type { AddonVersions } from "../shared/config/eksAddons";
import { GATEWAY, NAMESPACE } from "../shared/kubernetes/labels";
import type { SecretName, SecretsStore } from "../shared/platform";
import { createAddon } from "./addon";
import type { SecretArns } from "./base";
import { createPodIdentity } from "./podIdentity";
import { readSecretsPolicy } from "./secret";

export interface PodSecretsArgs {
  readonly cluster: Cluster;
  readonly region: string;
  readonly addonVersions: AddonVersions;
  readonly secretArns: SecretArns;
  /** Changes with any of the secrets' values. */
  readonly revision: pulumi.Input<string>;
  /** What the add-on's pods need in order to run. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** AWS's add-on that brings the Secrets Store CSI driver and its provider for Secrets Manager. */
const ADDON = "aws-secrets-store-csi-driver-provider";

/** Mounts secrets of Secrets Manager into the gateway's pods, which may read these and no others. */
export class PodSecrets extends pulumi.ComponentResource {
  readonly store: SecretsStore;
  /** What a pod with secrets waits for. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: PodSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:PodSecrets", name, {}, opts);
    const addon = createAddon(
      `${name}-secrets-store`,
      { clusterName: args.cluster.name, addonName: ADDON, versions: args.addonVersions },
      { parent: this, dependsOn: [...args.dependsOn] },
    );
    const entries = Object.entries(args.secretArns) as [SecretName, pulumi.Output<string>][];
    const arns = pulumi.all(entries.map(([, arn]) => arn));
    const association = createPodIdentity(
      `${name}-gateway`,
      {
        cluster: args.cluster,
        namespace: NAMESPACE,
        serviceAccount: GATEWAY,
        policy: arns.apply(readSecretsPolicy),
      },
      this,
    );
    const names = entries.map(([secret]) => secret);
    this.store = {
      names,
      provider: "aws",
      revision: args.revision,
      parameters: {
        region: args.region,
        usePodIdentity: "true",
        objects: arns.apply((known) => secretObjects(names, known)),
      },
    };
    this.ready = [addon, association];
    this.registerOutputs();
  }
}

/** What the provider mounts, each secret as a file of its name. JSON is YAML too. */
function secretObjects(names: readonly SecretName[], arns: readonly string[]): string {
  return JSON.stringify(
    names.map((objectAlias, index) => ({
      objectName: arns[index],
      objectType: "secretsmanager",
      objectAlias,
    })),
  );
}
