import { PodIdentityAssociation, type Cluster } from "@pulumi/aws/eks";
import { RolePolicy } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { GATEWAY, NAMESPACE } from "../shared/kubernetes/labels";
import type { SecretName, SecretsStore } from "../shared/platform";
import { createAddon } from "./addon";
import type { SecretArns } from "./base";
import { createPodRole } from "./iam";
import { readSecretsPolicy } from "./secret";

export interface PodSecretsArgs {
  readonly cluster: Cluster;
  readonly region: string;
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
      { clusterName: args.cluster.name, addonName: ADDON },
      { parent: this, dependsOn: [...args.dependsOn] },
    );
    const entries = Object.entries(args.secretArns) as [SecretName, pulumi.Output<string>][];
    const arns = pulumi.all(entries.map(([, arn]) => arn));
    const association = this.createIdentity(name, args.cluster, arns);
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

  private createIdentity(
    name: string,
    cluster: Cluster,
    secretArns: pulumi.Output<string[]>,
  ): pulumi.Resource {
    const { role } = createPodRole(`${name}-gateway`, [], { parent: this });
    const policy = new RolePolicy(
      `${name}-gateway`,
      { role: role.name, policy: secretArns.apply(readSecretsPolicy) },
      { parent: this },
    );
    return new PodIdentityAssociation(
      `${name}-gateway`,
      {
        clusterName: cluster.name,
        namespace: NAMESPACE,
        serviceAccount: GATEWAY,
        roleArn: role.arn,
      },
      { parent: this, dependsOn: [policy] },
    );
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
