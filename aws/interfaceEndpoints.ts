import { SecurityGroup, VpcEndpoint } from "@pulumi/aws/ec2";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

export interface InterfaceEndpointsArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly cidr: string;
  readonly region: string;
  /** Services by their name in AWS PrivateLink, such as `ecr.api`. */
  readonly services: readonly string[];
}

/** Addresses inside the VPC for services of AWS, which then need no way through the Internet. */
export class InterfaceEndpoints extends pulumi.ComponentResource {
  constructor(name: string, args: InterfaceEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:InterfaceEndpoints", name, {}, opts);
    const group = new SecurityGroup(
      `${name}-endpoints`,
      {
        vpcId: args.vpcId,
        description: "Network to services of AWS",
        tags: { Name: `${name}-endpoints` },
      },
      { parent: this },
    );
    new SecurityGroupIngressRule(
      `${name}-endpoints`,
      {
        securityGroupId: group.id,
        cidrIpv4: args.cidr,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        description: "Machines and pods of the network",
      },
      { parent: this },
    );
    for (const service of args.services) {
      new VpcEndpoint(
        `${name}-${service.replace(".", "-")}`,
        {
          vpcId: args.vpcId,
          serviceName: `com.amazonaws.${args.region}.${service}`,
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          subnetIds: [...args.subnetIds],
          securityGroupIds: [group.id],
          tags: { Name: `${name}-${service}` },
        },
        { parent: this },
      );
    }
    this.registerOutputs();
  }
}
