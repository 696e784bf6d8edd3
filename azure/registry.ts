import * as containerregistry from "@pulumi/azure-native/containerregistry";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import { deployerId } from "./deployer";
import { assignRole } from "./roles";

export interface RegistryArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly registryName: pulumi.Input<string>;
  /** Whether the program builds images for it, which the deployer then pushes. */
  readonly builds: boolean;
  /** Object id of the kubelets' identity, which pulls the images. */
  readonly kubeletId: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** The stack's own container registry, which the nodes pull from without a password. */
export class Registry extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  /** The right to push, where images are built. */
  readonly pushers: readonly pulumi.Resource[];
  readonly resourceId: pulumi.Output<string>;

  constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:Registry", name, {}, opts);
    const prod = args.config.size === "prod";
    const registry = new containerregistry.Registry(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        registryName: args.registryName,
        sku: { name: prod ? "Standard" : "Basic" },
        adminUserEnabled: false,
        anonymousPullEnabled: false,
        tags: args.tags,
      },
      { parent: this, protect: prod },
    );
    assignRole(
      `${name}-pull`,
      {
        role: "AcrPull",
        scope: registry.id,
        principalId: args.kubeletId,
        principalType: "ServicePrincipal",
      },
      { parent: this },
    );
    this.pushers = args.builds ? [this.letDeployerPush(name, args, registry.id)] : [];
    this.url = pulumi.interpolate`${registry.loginServer}/gateway`;
    this.resourceId = registry.id;
    this.registerOutputs({ url: this.url });
  }

  private letDeployerPush(
    name: string,
    { config }: RegistryArgs,
    scope: pulumi.Input<string>,
  ): pulumi.Resource {
    return assignRole(
      `${name}-push`,
      {
        role: "AcrPush",
        scope,
        principalId: deployerId(config, this),
        principalType: config.kubernetesApi.deployerType,
      },
      { parent: this },
    );
  }
}
