import { SecurityGroup } from "@pulumi/aws/ec2";
import * as lb from "@pulumi/aws/lb";
import { Record } from "@pulumi/aws/route53";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { AwsConfig } from "../shared/config/schema";
import { albTimes } from "../shared/config/limits";
import { seconds } from "../shared/units";
import { AccessLogs } from "./accessLogs";
import { createCertificate } from "./certificate";
import { WebFirewall } from "./webFirewall";

export interface LoadBalancerArgs {
  readonly config: AwsConfig;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** What a target is: a node with a port open, or the address of a task. */
  readonly targetType: "instance" | "ip";
  readonly targetPort: number;
  /** The Route 53 zone of the name of both clouds, where this stack keeps that name. */
  readonly failoverZoneId: pulumi.Input<string> | undefined;
}

/** The policy that AWS recommends: TLS 1.3, and 1.2 for older clients. */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** The public Application Load Balancer, with its listeners and one target group. */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly balancer: lb.LoadBalancer;
  readonly targetGroup: lb.TargetGroup;
  readonly securityGroup: SecurityGroup;
  readonly url: pulumi.Output<string>;
  /** Of the host name, where its zone is known. */
  readonly records: readonly Record[];
  /** A target group takes targets only once one of these leads to it. */
  readonly listeners: readonly lb.Listener[];

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:LoadBalancer", name, {}, opts);
    const { config } = args;
    this.securityGroup = this.createSecurityGroup(name, args);
    this.balancer = this.createBalancer(name, args);
    this.targetGroup = this.createTargetGroup(name, args);
    const certificateArn = this.certificate(name, args);
    this.listeners = this.createListeners(name, certificateArn);
    this.records = this.createRecords(name, config);
    if (config.ingress.webFirewall) {
      const { arn } = this.balancer;
      new WebFirewall(name, { balancerArn: arn, size: config.size }, { parent: this });
    }
    const scheme = certificateArn === undefined ? "http" : "https";
    this.url = pulumi.interpolate`${scheme}://${config.ingress.hostname ?? this.balancer.dnsName}`;
    this.registerOutputs({ url: this.url });
  }

  /** The ARN of a certificate that is made here, or of the one given, if any. */
  private certificate(
    name: string,
    { config, failoverZoneId }: LoadBalancerArgs,
  ): pulumi.Input<string> | undefined {
    const { hostedZoneId, hostname, certificateArn } = config.ingress;
    if (hostedZoneId === undefined || hostname === undefined) return certificateArn;
    return createCertificate(
      name,
      { hostname, zoneId: hostedZoneId },
      config.failover && failoverZoneId !== undefined
        ? { hostname: config.failover.hostname, zoneId: failoverZoneId }
        : undefined,
      { parent: this },
    );
  }

  private createSecurityGroup(
    name: string,
    { config, vpcId, targetPort }: LoadBalancerArgs,
  ): SecurityGroup {
    const group = new SecurityGroup(
      `${name}-alb`,
      { vpcId, description: "Clients to load balancer", tags: { Name: `${name}-alb` } },
      { parent: this },
    );
    for (const port of [80, 443]) {
      config.ingress.allowedCidrs.forEach((cidrIpv4, index) => {
        new vpc.SecurityGroupIngressRule(
          `${name}-alb-${port}-${index + 1}`,
          {
            securityGroupId: group.id,
            cidrIpv4,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
            description: port === 443 ? "Chats" : "Redirect, or chats without a certificate",
          },
          { parent: this },
        );
      });
    }
    new vpc.SecurityGroupEgressRule(
      `${name}-alb-targets`,
      {
        securityGroupId: group.id,
        cidrIpv4: config.network.cidr,
        ipProtocol: "tcp",
        fromPort: targetPort,
        toPort: targetPort,
        description: "Chats to the gateway",
      },
      { parent: this },
    );
    return group;
  }

  private createBalancer(name: string, { config, subnetIds }: LoadBalancerArgs): lb.LoadBalancer {
    const { size, ingress } = config;
    const prod = size === "prod";
    const logs = ingress.accessLogs ? new AccessLogs(name, { size }, { parent: this }) : undefined;
    return new lb.LoadBalancer(
      name,
      {
        loadBalancerType: "application",
        internal: false,
        subnets: [...subnetIds],
        securityGroups: [this.securityGroup.id],
        idleTimeout: seconds(albTimes(config).idleTimeout),
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "defensive",
        enableHttp2: true,
        enableDeletionProtection: prod,
        ...(logs && { accessLogs: { bucket: logs.bucket, enabled: true } }),
      },
      { parent: this, protect: prod },
    );
  }

  private createTargetGroup(name: string, args: LoadBalancerArgs): lb.TargetGroup {
    return new lb.TargetGroup(
      name,
      {
        vpcId: args.vpcId,
        targetType: args.targetType,
        port: args.targetPort,
        protocol: "HTTP",
        deregistrationDelay: seconds(albTimes(args.config).deregistrationDelay),
        loadBalancingAlgorithmType: "least_outstanding_requests",
        healthCheck: {
          path: "/readyz",
          matcher: "200",
          interval: 10,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 2,
        },
      },
      { parent: this },
    );
  }

  private createListeners(
    name: string,
    certificateArn: pulumi.Input<string> | undefined,
  ): lb.Listener[] {
    const forward = { type: "forward", targetGroupArn: this.targetGroup.arn };
    const redirect = {
      type: "redirect",
      redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" },
    };
    const http = new lb.Listener(
      `${name}-http`,
      {
        loadBalancerArn: this.balancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultActions: [certificateArn === undefined ? forward : redirect],
      },
      { parent: this },
    );
    if (certificateArn === undefined) return [http];
    const https = new lb.Listener(
      `${name}-https`,
      {
        loadBalancerArn: this.balancer.arn,
        port: 443,
        protocol: "HTTPS",
        sslPolicy: TLS_POLICY,
        certificateArn,
        defaultActions: [forward],
      },
      { parent: this },
    );
    return [http, https];
  }

  private createRecords(name: string, { ingress }: AwsConfig): Record[] {
    if (ingress.hostedZoneId === undefined || ingress.hostname === undefined) return [];
    const { dnsName, zoneId } = this.balancer;
    const record = new Record(
      name,
      {
        zoneId: ingress.hostedZoneId,
        name: ingress.hostname,
        type: "A",
        aliases: [{ name: dnsName, zoneId, evaluateTargetHealth: true }],
      },
      // Its old name may be wanted for another record: a name has no CNAME beside an alias.
      { parent: this, deleteBeforeReplace: true },
    );
    return [record];
  }
}
