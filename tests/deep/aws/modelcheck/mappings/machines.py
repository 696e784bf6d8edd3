"""EC2 launch templates and Auto Scaling Groups."""

from __future__ import annotations

from typing import Any

from ..registry import maps
from ..resource import Resource


@maps(
    "aws:ec2/launchTemplate:LaunchTemplate",
    provider_only={
        "updateDefaultVersion": "says what an update does; the first version is default"
    },
)
def launch_template(r: Resource) -> None:
    name, description = r.named(), r.take("description")
    tags = r.tag_specifications("launch-template")
    data = r.shape(
        "ec2",
        "CreateLaunchTemplate",
        "LaunchTemplateData",
        r.take_all(),
        {
            "vpcSecurityGroupIds": "SecurityGroupIds",
            "securityGroupNames": "SecurityGroups",
            "networkInterfaces.securityGroups": "Groups",
        },
    )
    made = r.call(
        "ec2",
        "CreateLaunchTemplate",
        LaunchTemplateName=name,
        VersionDescription=description,
        LaunchTemplateData=data,
        TagSpecifications=tags,
    )
    r.becomes(id=made.get("LaunchTemplate.LaunchTemplateId"))


_GROUP_PROVIDER_ONLY = {
    "forceDelete": "only read when the group is destroyed",
    "forceDeleteWarmPool": "only read when the group is destroyed",
    "ignoreFailedScalingActivities": "says what the provider waits for",
    "minElbCapacity": "says what the provider waits for",
    "waitForCapacityTimeout": "says what the provider waits for",
    "waitForElbCapacity": "says what the provider waits for",
    "instanceRefresh": "only read when the group is changed",
}


@maps("aws:autoscaling/group:Group", provider_only=_GROUP_PROVIDER_ONLY)
def auto_scaling_group(r: Resource) -> None:
    name = r.named()
    suspended, metrics = r.take("suspendedProcesses"), r.take("enabledMetrics")
    granularity, warm_pool = r.take("metricsGranularity", "1Minute"), r.take("warmPool")
    tags = [_group_tag(name, tag) for tag in r.take("tags", [])]
    minimum = r.take("minSize")
    r.create(
        "autoscaling",
        "CreateAutoScalingGroup",
        {
            "loadBalancers": "LoadBalancerNames",
            "protectFromScaleIn": "NewInstancesProtectedFromScaleIn",
            "launchConfiguration": "LaunchConfigurationName",
            "launchTemplate.id": "LaunchTemplateId",
            "launchTemplate.name": "LaunchTemplateName",
            "targetGroupArns": "TargetGroupARNs",
            "initialLifecycleHooks": "LifecycleHookSpecificationList",
            "initialLifecycleHooks.name": "LifecycleHookName",
            "mixedInstancesPolicy.launchTemplate.overrides.instanceRequirements"
            ".memoryMib": "MemoryMiB",
        },
        AutoScalingGroupName=name,
        MinSize=minimum,
        VPCZoneIdentifier=",".join(r.take("vpcZoneIdentifiers", [])) or None,
        Tags=tags or None,
    )
    described = r.prepare("autoscaling", "DescribeAutoScalingGroups", AutoScalingGroupNames=[name])
    r.becomes(arn=described.get("AutoScalingGroups.0.AutoScalingGroupARN"))
    if suspended:
        r.call(
            "autoscaling", "SuspendProcesses", AutoScalingGroupName=name, ScalingProcesses=suspended
        )
    if metrics:
        r.call(
            "autoscaling",
            "EnableMetricsCollection",
            AutoScalingGroupName=name,
            Metrics=metrics,
            Granularity=granularity,
        )
    if warm_pool:
        _warm_pool(r, name, warm_pool)


def _group_tag(group: str, tag: dict[str, Any]) -> dict[str, Any]:
    return {
        "ResourceId": group,
        "ResourceType": "auto-scaling-group",
        "Key": tag["key"],
        "Value": tag["value"],
        "PropagateAtLaunch": tag["propagateAtLaunch"],
    }


def _warm_pool(r: Resource, group: str, inputs: dict[str, Any]) -> None:
    names = {key: key[0].upper() + key[1:] for key in ("minSize", "poolState")}
    members: dict[str, Any] = {names[key]: inputs[key] for key in names if key in inputs}
    reuse = inputs.get("instanceReusePolicy", {}).get("reuseOnScaleIn")
    r.call(
        "autoscaling",
        "PutWarmPool",
        AutoScalingGroupName=group,
        MaxGroupPreparedCapacity=inputs.get("maxGroupPreparedCapacity"),
        InstanceReusePolicy=None if reuse is None else {"ReuseOnScaleIn": reuse},
        **members,
    )


@maps("aws:autoscaling/attachment:Attachment")
def attachment(r: Resource) -> None:
    group = r.take("autoscalingGroupName")
    target_group, classic = r.take("lbTargetGroupArn"), r.take("elb")
    if target_group:
        r.call(
            "autoscaling",
            "AttachLoadBalancerTargetGroups",
            AutoScalingGroupName=group,
            TargetGroupARNs=[target_group],
        )
    if classic:
        r.call(
            "autoscaling",
            "AttachLoadBalancers",
            AutoScalingGroupName=group,
            LoadBalancerNames=[classic],
        )


@maps("aws:autoscaling/lifecycleHook:LifecycleHook")
def lifecycle_hook(r: Resource) -> None:
    r.create(
        "autoscaling",
        "PutLifecycleHook",
        {"notificationTargetArn": "NotificationTargetARN", "roleArn": "RoleARN"},
        LifecycleHookName=r.named(),
    )


@maps("aws:autoscaling/schedule:Schedule")
def schedule(r: Resource) -> None:
    sizes = {size: r.take(size) for size in ("minSize", "maxSize", "desiredCapacity")}
    # The provider leaves out of the call what is -1.
    given = {f"{key[0].upper()}{key[1:]}": n for key, n in sizes.items() if n not in (None, -1)}
    r.create("autoscaling", "PutScheduledUpdateGroupAction", **given)


@maps("aws:autoscaling/policy:Policy")
def scaling_policy(r: Resource) -> None:
    r.create("autoscaling", "PutScalingPolicy", PolicyName=r.named())
