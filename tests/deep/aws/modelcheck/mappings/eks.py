"""EKS: clusters, add-ons, and who may use a cluster."""

from __future__ import annotations

from typing import Any

from ..registry import maps
from ..resource import Resource


@maps(
    "aws:eks/cluster:Cluster",
    provider_only={
        "defaultAddonsToRemoves": "read by the provider alone",
        "forceUpdateVersion": "only read when the version is changed",
    },
)
def cluster(r: Resource) -> None:
    name = r.named()
    types = r.take("enabledClusterLogTypes")
    logging = {"clusterLogging": [{"types": types, "enabled": True}]} if types else None
    subnets = (r.peek("vpcConfig") or {}).get("subnetIds") or []
    made = r.create(
        "eks", "CreateCluster", {"vpcConfig": "resourcesVpcConfig"}, name=name, logging=logging
    )
    r.becomes(arn=made.get("cluster.arn"))
    _create_security_group(r, name, subnets)


def _create_security_group(r: Resource, cluster_name: str, subnets: list[str]) -> None:
    """EKS makes a security group in the cluster's network; moto does not."""
    described = r.prepare("ec2", "DescribeSubnets", SubnetIds=subnets)
    made = r.prepare(
        "ec2",
        "CreateSecurityGroup",
        GroupName=f"eks-cluster-sg-{cluster_name}",
        Description="EKS created security group applied to ENIs",
        VpcId=described.get("Subnets.0.VpcId"),
    )
    config: dict[str, Any] = r.output("vpcConfig") or {}
    r.becomes_value(config.get("clusterSecurityGroupId"), made.get("GroupId"))


@maps(
    "aws:eks/addon:Addon",
    provider_only={
        "preserve": "only read when the add-on is destroyed",
        "resolveConflictsOnUpdate": "only read when the add-on is updated",
    },
)
def addon(r: Resource) -> None:
    r.create(
        "eks",
        "CreateAddon",
        {
            "resolveConflictsOnCreate": "resolveConflicts",
            "podIdentityAssociations.serviceAccount": "serviceAccount",
        },
    )


@maps("aws:eks/accessEntry:AccessEntry")
def access_entry(r: Resource) -> None:
    r.create("eks", "CreateAccessEntry", {"userName": "username"})


@maps("aws:eks/accessPolicyAssociation:AccessPolicyAssociation")
def access_policy_association(r: Resource) -> None:
    r.create("eks", "AssociateAccessPolicy")


@maps("aws:eks/podIdentityAssociation:PodIdentityAssociation")
def pod_identity_association(r: Resource) -> None:
    r.create("eks", "CreatePodIdentityAssociation")
