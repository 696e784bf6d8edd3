import * as redis from "@pulumi/azure-native/redisenterprise";
import * as pulumi from "@pulumi/pulumi";
import type { AksConfig } from "../shared/config/schema";
import type { ManagedStore } from "../shared/platform";
import { createPrivateEndpoint, createPrivateZone } from "./privateEndpoint";

export interface CacheArgs {
  readonly config: AksConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly clusterName: pulumi.Input<string>;
  readonly virtualNetworkId: pulumi.Input<string>;
  readonly privateEndpointSubnetId: pulumi.Input<string>;
  /** Object id of the gateway's identity, the only one that may sign in. */
  readonly principalId: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** The one port of Azure Managed Redis. */
const PORT = 10000;

/** The session store: Azure Managed Redis, reached inside the network only, by identity only. */
export class Cache extends pulumi.ComponentResource {
  readonly sessionStore: ManagedStore;
  readonly resourceId: pulumi.Output<string>;
  readonly databaseId: pulumi.Output<string>;
  private readonly database: redis.Database;
  private last: redis.AccessPolicyAssignment | undefined;

  constructor(
    private readonly name: string,
    private readonly args: CacheArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("chatbot:azure:Cache", name, {}, opts);
    const { config, resourceGroupName, tags } = args;
    const cluster = new redis.RedisEnterprise(
      name,
      {
        resourceGroupName,
        clusterName: args.clusterName,
        sku: { name: config.cache.sku },
        highAvailability: config.cache.highAvailability ? "Enabled" : "Disabled",
        minimumTlsVersion: "1.2",
        publicNetworkAccess: "Disabled",
        tags,
      },
      { parent: this, protect: config.size === "prod" },
    );
    this.database = this.createDatabase(name, args, cluster);
    this.resourceId = cluster.id;
    this.databaseId = this.database.id;
    this.allow("gateway", args.principalId);
    const zone = createPrivateZone(name, { ...args, service: "redis" }, this);
    createPrivateEndpoint(
      name,
      {
        ...args,
        service: "redis",
        resourceId: cluster.id,
        subnetId: args.privateEndpointSubnetId,
        zone,
      },
      this,
    );
    this.sessionStore = {
      host: cluster.hostName,
      port: PORT,
      auth: "entra",
      username: args.principalId,
      cidr: config.network.cidr,
    };
    this.registerOutputs({ host: cluster.hostName });
  }

  /**
   * Lets an identity sign in.
   * @param user who it is, in letters and digits
   * @param principalId its object id
   */
  allow(user: string, principalId: pulumi.Input<string>): pulumi.Resource {
    this.last = new redis.AccessPolicyAssignment(
      `${this.name}-${user}`,
      {
        resourceGroupName: this.args.resourceGroupName,
        clusterName: this.args.clusterName,
        databaseName: this.database.name,
        accessPolicyAssignmentName: user,
        accessPolicyName: "default",
        user: { objectId: principalId },
      },
      // Azure changes one thing of a database at a time.
      { parent: this, dependsOn: this.last ? [this.last] : [] },
    );
    return this.last;
  }

  private createDatabase(
    name: string,
    { resourceGroupName }: CacheArgs,
    cluster: redis.RedisEnterprise,
  ): redis.Database {
    return new redis.Database(
      name,
      {
        resourceGroupName,
        clusterName: cluster.name,
        databaseName: "default",
        port: PORT,
        clientProtocol: "Encrypted",
        // One endpoint and no slots: any client works, and a session is small.
        clusteringPolicy: "NoCluster",
        evictionPolicy: "VolatileLRU",
        accessKeysAuthentication: "Disabled",
      },
      { parent: this },
    );
  }
}
