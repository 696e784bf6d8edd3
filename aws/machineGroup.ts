import * as autoscaling from "@pulumi/aws/autoscaling";
import { LaunchTemplate } from "@pulumi/aws/ec2";
import { InstanceProfile, type Role } from "@pulumi/aws/iam";
import { getParameterOutput } from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";
import type { AwsNodes } from "../shared/config/nodeSections";
import { NODE_START_SECONDS } from "../shared/drain";
import { mebibytes } from "../shared/units";
import { createSchedules } from "./businessHours";

export interface MachineGroupArgs {
  readonly nodes: AwsNodes;
  /** Tags of the group and its machines. */
  readonly tags: Readonly<Record<string, string>>;
  /** Public parameter of Systems Manager that holds the id of the machines' image. */
  readonly imageParameter: string;
  readonly role: Role;
  readonly securityGroupIds: readonly pulumi.Input<string>[];
  /** What a new machine is told, as plain text. */
  readonly userData: pulumi.Output<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Tags for who scales the group. */
  readonly groupTags: readonly GroupTag[];
  /** What differs between those who scale the group. */
  readonly group: Pick<
    autoscaling.GroupArgs,
    "suspendedProcesses" | "protectFromScaleIn" | "forceDelete"
  >;
  /** What must be in place before a machine starts, such as its routes and its rights. */
  readonly dependsOn: readonly pulumi.Resource[];
}

export interface GroupTag {
  readonly key: string;
  readonly value: string;
  readonly propagateAtLaunch: boolean;
}

/** An Auto Scaling Group of private machines, whose number a scheduler of containers moves. */
export function createMachineGroup(
  name: string,
  args: MachineGroupArgs,
  parent: pulumi.Resource,
): autoscaling.Group {
  const { nodes, tags } = args;
  const template = createLaunchTemplate(name, args, parent);
  const group = new autoscaling.Group(
    `${name}-nodes`,
    {
      minSize: nodes.min,
      maxSize: nodes.max,
      vpcZoneIdentifiers: [...args.subnetIds],
      healthCheckType: "EC2",
      healthCheckGracePeriod: 60,
      defaultInstanceWarmup: NODE_START_SECONDS,
      capacityRebalance: true,
      enabledMetrics: ["GroupInServiceInstances"],
      metricsGranularity: "1Minute",
      mixedInstancesPolicy: {
        launchTemplate: {
          launchTemplateSpecification: {
            launchTemplateId: template.id,
            version: template.latestVersion.apply(String),
          },
        },
        instancesDistribution: {
          onDemandBaseCapacity: nodes.onDemandBase,
          onDemandPercentageAboveBaseCapacity: nodes.onDemandPercent,
          spotAllocationStrategy: "price-capacity-optimized",
        },
      },
      tags: [
        { key: "Name", value: `${name}-node`, propagateAtLaunch: true },
        ...args.groupTags,
        ...Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: false })),
      ],
      ...args.group,
    },
    {
      parent,
      dependsOn: [...args.dependsOn],
      // Who scales the group owns the one number; the schedules, where there are any, the other.
      ignoreChanges: ["desiredCapacity", ...(nodes.businessHours ? ["minSize"] : [])],
    },
  );
  if (nodes.businessHours) {
    const hours = { groupName: group.name, hours: nodes.businessHours, min: nodes.min };
    createSchedules(name, hours, { parent });
  }
  return group;
}

function createLaunchTemplate(
  name: string,
  { nodes, tags, imageParameter, role, securityGroupIds, userData }: MachineGroupArgs,
  parent: pulumi.Resource,
): LaunchTemplate {
  const profile = new InstanceProfile(`${name}-nodes`, { role: role.name }, { parent });
  const image = getParameterOutput({ name: imageParameter }, { parent });
  const machineTags = { Name: `${name}-node`, ...tags };
  return new LaunchTemplate(
    `${name}-nodes`,
    {
      // The SDK marks the value of every parameter as secret; an AMI id is public.
      imageId: pulumi.unsecret(image.value),
      instanceType: nodes.instanceType,
      iamInstanceProfile: { arn: profile.arn },
      vpcSecurityGroupIds: [...securityGroupIds],
      userData: userData.apply((text) => Buffer.from(text).toString("base64")),
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
      },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: Math.ceil(mebibytes(nodes.disk) / 1024),
            encrypted: "true",
            deleteOnTermination: "true",
          },
        },
      ],
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({
        resourceType,
        tags: machineTags,
      })),
      updateDefaultVersion: true,
    },
    { parent },
  );
}
