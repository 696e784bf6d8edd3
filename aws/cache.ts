import { SecurityGroup } from "@pulumi/aws/ec2";
import { ReplicationGroup, SubnetGroup } from "@pulumi/aws/elasticache";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import type { AwsConfig } from "../shared/config/schema";
import type { SessionStore } from "../shared/platform";

export interface CacheArgs {
  readonly config: AwsConfig;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
}

const PORT = 6379;

/** Replies are resumed from the store for minutes only, so a week of snapshots is ample. */
const SNAPSHOT_DAYS = 7;

/** The session store: ElastiCache for Valkey, reached over TLS with a password. */
export class Cache extends pulumi.ComponentResource {
  readonly sessionStore: SessionStore;
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
      { length: 64, special: false },
      { parent: this },
    );
    this.password = password.result;
    const group = this.createGroup(name, args);
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

  private createGroup(name: string, { config, subnetIds }: CacheArgs): ReplicationGroup {
    const prod = config.size === "prod";
    const { nodeType, nodes } = config.cache;
    const subnets = new SubnetGroup(
      name,
      { subnetIds: [...subnetIds], description: `Session store of ${name}` },
      { parent: this },
    );
    return new ReplicationGroup(
      name,
      {
        description: `Session store of ${name}`,
        engine: "valkey",
        // The default parameters of this family evict only keys with an end, as sessions are.
        engineVersion: "8.0",
        nodeType,
        port: PORT,
        numCacheClusters: nodes,
        automaticFailoverEnabled: nodes > 1,
        multiAzEnabled: nodes > 1,
        subnetGroupName: subnets.name,
        securityGroupIds: [this.securityGroup.id],
        atRestEncryptionEnabled: true,
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        authToken: this.password,
        authTokenUpdateStrategy: "ROTATE",
        autoMinorVersionUpgrade: true,
        maintenanceWindow: "sun:05:00-sun:06:00",
        snapshotWindow: "03:00-04:00",
        snapshotRetentionLimit: prod ? SNAPSHOT_DAYS : 0,
        ...(prod && { finalSnapshotIdentifier: `${name}-final` }),
        applyImmediately: !prod,
      },
      { parent: this, protect: prod },
    );
  }
}
