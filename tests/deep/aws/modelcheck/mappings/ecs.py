"""ECS, and the scaling of its services by Application Auto Scaling."""

from __future__ import annotations

import json
from typing import Any

from ..registry import maps
from ..resource import Resource


@maps("aws:ecs/cluster:Cluster")
def cluster(r: Resource) -> None:
    made = r.create("ecs", "CreateCluster", clusterName=r.named())
    arn = made.get("cluster.clusterArn")
    r.becomes(id=arn, arn=arn)


@maps("aws:ecs/capacityProvider:CapacityProvider")
def capacity_provider(r: Resource) -> None:
    made = r.create("ecs", "CreateCapacityProvider", name=r.named())
    arn = made.get("capacityProvider.capacityProviderArn")
    r.becomes(id=arn, arn=arn)


@maps("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")
def cluster_capacity_providers(r: Resource) -> None:
    r.create(
        "ecs",
        "PutClusterCapacityProviders",
        {"clusterName": "cluster"},
        # The API wants both lists, empty ones too.
        capacityProviders=r.take("capacityProviders", []),
        defaultCapacityProviderStrategy=r.take("defaultCapacityProviderStrategies", []),
    )


@maps(
    "aws:ecs/taskDefinition:TaskDefinition",
    provider_only={
        "skipDestroy": "only read when the task definition is destroyed",
        "trackLatest": "says which revision the provider compares with",
    },
)
def task_definition(r: Resource) -> None:
    volumes = [_volume(volume) for volume in r.take("volumes", [])]
    made = r.create(
        "ecs",
        "RegisterTaskDefinition",
        {"proxyConfiguration.properties": "properties"},
        containerDefinitions=json.loads(r.take("containerDefinitions")),
        volumes=r.shape(
            "ecs",
            "RegisterTaskDefinition",
            "volumes",
            volumes,
            {"efsVolumeConfiguration.authorizationConfig.iam": "iam"},
        )
        or None,
    )
    arn = made.get("taskDefinition.taskDefinitionArn")
    r.becomes(arn=arn)


def _volume(inputs: dict[str, Any]) -> dict[str, Any]:
    rest = dict(inputs)
    path = rest.pop("hostPath", None)
    return {**rest, "host": {"sourcePath": path}} if path is not None else rest


_SERVICE_PROVIDER_ONLY = {
    "forceDelete": "only read when the service is destroyed",
    "forceNewDeployment": "only read when the service is updated",
    "sigintRollback": "says what the provider does when it is interrupted",
    "triggers": "only read when the service is updated",
    "waitForSteadyState": "says what the provider waits for",
}


@maps("aws:ecs/service:Service", provider_only=_SERVICE_PROVIDER_ONLY)
def service(r: Resource) -> None:
    made = r.create(
        "ecs",
        "CreateService",
        {
            "capacityProviderStrategies": "capacityProviderStrategy",
            "iamRole": "role",
            "loadBalancers.elbName": "loadBalancerName",
            "orderedPlacementStrategies": "placementStrategy",
            "serviceConnectConfiguration.services.clientAlias": "clientAliases",
            "serviceConnectConfiguration.logConfiguration.secretOptions": "secretOptions",
        },
        serviceName=r.named(),
        deploymentConfiguration=_deployment(r),
        networkConfiguration=_network(r.take("networkConfiguration")),
    )
    arn = made.get("service.serviceArn")
    r.becomes(id=arn, arn=arn)


def _deployment(r: Resource) -> dict[str, Any] | None:
    """The provider keeps what the API groups under `deploymentConfiguration` in five inputs."""
    inputs = dict(r.take("deploymentConfiguration", {}))
    if "bakeTimeInMinutes" in inputs:
        inputs["bakeTimeInMinutes"] = int(inputs["bakeTimeInMinutes"])
    inputs["alarms"] = r.take("alarms")
    inputs["deploymentCircuitBreaker"] = r.take("deploymentCircuitBreaker")
    inputs["maximumPercent"] = r.take("deploymentMaximumPercent")
    inputs["minimumHealthyPercent"] = r.take("deploymentMinimumHealthyPercent")
    names = {"alarms.alarmNames": "alarmNames"}
    return r.shape("ecs", "CreateService", "deploymentConfiguration", inputs, names) or None


def _network(inputs: dict[str, Any] | None) -> dict[str, Any] | None:
    if inputs is None:
        return None
    config = dict(inputs)
    if "assignPublicIp" in config:
        config["assignPublicIp"] = "ENABLED" if config["assignPublicIp"] else "DISABLED"
    return {"awsvpcConfiguration": config}


@maps("aws:appautoscaling/target:Target")
def scalable_target(r: Resource) -> None:
    made = r.create("application-autoscaling", "RegisterScalableTarget")
    r.becomes(arn=made.get("ScalableTargetARN"))


@maps("aws:appautoscaling/policy:Policy")
def scaling_policy(r: Resource) -> None:
    metrics = (
        "targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metrics.metricStat"
    )
    made = r.create(
        "application-autoscaling",
        "PutScalingPolicy",
        {f"{metrics}.metric.dimensions": "Dimensions"},
        PolicyName=r.named(),
        # The provider's own default.
        PolicyType=r.take("policyType", "StepScaling"),
    )
    r.becomes(arn=made.get("PolicyARN"))


@maps("aws:appautoscaling/scheduledAction:ScheduledAction")
def scheduled_action(r: Resource) -> None:
    r.create("application-autoscaling", "PutScheduledAction", ScheduledActionName=r.named())


@maps("aws:servicediscovery/httpNamespace:HttpNamespace")
def http_namespace(r: Resource) -> None:
    name = r.named()
    r.create("servicediscovery", "CreateHttpNamespace", Name=name)
    listed = r.prepare("servicediscovery", "ListNamespaces").get("Namespaces") or []
    for namespace in listed:
        if namespace["Name"] == name:
            r.becomes(id=namespace["Id"], arn=namespace["Arn"])
