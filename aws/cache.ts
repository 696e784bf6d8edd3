import { LogGroup } from "@pulumi/aws/cloudwatch";
import { SecurityGroup } from "@pulumi/aws/ec2";
import { ParameterGroup, ReplicationGroup, SubnetGroup } from "@pulumi/aws/elasticache";
import { Key } from "@pulumi/aws/kms";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import type { AwsConfig } from "../shared/config/schema";
import type { ManagedStore } from "../shared/platform";

export interface CacheArgs {
  readonly config: AwsConfig;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
}

const PORT = 6379;

/** The engine at creation, and the family that its parameters are of. */
const ENGINE_VERSION = "9.0";
const PARAMETER_FAMILY = "valkey9";

/**
 * A full store drops the session that was idle for longest, of those with an end, as all sessions
 * are; `noeviction` would refuse every chat instead.
 */
const EVICTION = "volatile-lru";

const LOG_TYPES = ["slow-log", "engine-log"];

/** Replies are resumed from the store for minutes only, so a week of snapshots is ample. */
const SNAPSHOT_DAYS = 7;

/** The session store: ElastiCache for Valkey, reached over TLS with a password. */
export class Cache extends pulumi.ComponentResource {
  readonly sessionStore: ManagedStore;
  readonly password: pulumi.Output<string>;
  /** Ids of the nodes, which their metrics go by. */
  readonly nodeIds: readonly pulumi.Output<string>[];
  private readonly securityGroup: SecurityGroup;

  constructor(name: string, args: CacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:Cache", name, {}, opts);
    this.securityGroup = new SecurityGroup(
      `${name}-cache`,
      {
        vpcId: args.vpcId,
        description: "Gateway to session store",
        tags: { Name: `${name}-cache` },
      },
      { parent: this },
    );
    // ElastiCache takes 16 to 128 characters and few signs: letters and digits are enough.
    const password = new RandomPassword(
      `${name}-cache`,
      {
        length: 64,
        special: false,
        keepers: { version: String(args.config.cache.passwordVersion) },
      },
      { parent: this },
    );
    const group = this.createGroup(name, args, password.result);
    // Known to others only once the store takes it.
    this.password = pulumi.all([password.result, group.id]).apply(([text]) => text);
    this.sessionStore = {
      host: group.primaryEndpointAddress,
      port: PORT,
      auth: "password",
      cidr: args.config.network.cidr,
    };
    // ElastiCache numbers the nodes of a group from 001.
    this.nodeIds = Array.from(
      { length: args.config.cache.nodes },
      (_, node) => pulumi.interpolate`${group.id}-${String(node + 1).padStart(3, "0")}`,
    );
    this.registerOutputs({ host: group.primaryEndpointAddress });
  }

  /** Lets the machines or tasks of a security group in. */
  allowFrom(name: string, securityGroupId: pulumi.Input<string>): void {
    new SecurityGroupIngressRule(
      `${name}-cache`,
      {
        securityGroupId: this.securityGroup.id,
        referencedSecurityGroupId: securityGroupId,
        ipProtocol: "tcp",
        fromPort: PORT,
        toPort: PORT,
        description: "Sessions of the gateway",
      },
      { parent: this },
    );
  }

  private createGroup(
    name: string,
    { config, subnetIds }: CacheArgs,
    password: pulumi.Output<string>,
  ): ReplicationGroup {
    const prod = config.size === "prod";
    const { nodeType, nodes } = config.cache;
    const description = `Session store of ${name}`;
    const subnets = new SubnetGroup(
      name,
      { subnetIds: [...subnetIds], description },
      { parent: this },
    );
    const parameters = new ParameterGroup(
      name,
      {
        family: PARAMETER_FAMILY,
        description,
        parameters: [{ name: "maxmemory-policy", value: EVICTION }],
      },
      { parent: this },
    );
    return new ReplicationGroup(
      name,
      {
        description,
        engine: "valkey",
        engineVersion: ENGINE_VERSION,
        parameterGroupName: parameters.name,
        nodeType,
        port: PORT,
        numCacheClusters: nodes,
        automaticFailoverEnabled: nodes > 1,
        multiAzEnabled: nodes > 1,
        subnetGroupName: subnets.name,
        securityGroupIds: [this.securityGroup.id],
        atRestEncryptionEnabled: true,
        ...(prod && this.createProdParts(name)),
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        authToken: password,
        // The password before the last change stays valid, for replicas that still hold it.
        authTokenUpdateStrategy: "ROTATE",
        autoMinorVersionUpgrade: true,
        maintenanceWindow: "sun:05:00-sun:06:00",
        snapshotWindow: "03:00-04:00",
        snapshotRetentionLimit: prod ? SNAPSHOT_DAYS : 0,
        ...(prod && { finalSnapshotIdentifier: `${name}-final` }),
        applyImmediately: !prod,
      },
      {
        parent: this,
        protect: prod,
        // ElastiCache raises the minor version by itself; to lower it again, the provider would
        // replace the group, with all sessions. A new major version needs this line gone.
        ignoreChanges: ["engineVersion"],
      },
    );
  }

  /** Chats are personal: in prod a key of our own can shut them; and what is slow is on record. */
  private createProdParts(name: string) {
    const key = new Key(
      `${name}-cache`,
      { description: `Session store of ${name}`, enableKeyRotation: true },
      { parent: this, protect: true },
    );
    const logDeliveryConfigurations = LOG_TYPES.map((logType) => {
      const group = new LogGroup(
        `${name}-cache-${logType}`,
        // Groups of this prefix need no entry each in the account's one policy for log senders.
        { name: `/aws/vendedlogs/elasticache/${name}/${logType}`, retentionInDays: 90 },
        { parent: this },
      );
      return {
        logType,
        logFormat: "json",
        destinationType: "cloudwatch-logs",
        destination: group.name,
      };
    });
    return { kmsKeyId: key.arn, logDeliveryConfigurations };
  }
}
