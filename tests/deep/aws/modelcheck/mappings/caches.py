"""ElastiCache."""

from __future__ import annotations

from typing import Any

from ..registry import maps
from ..resource import Resource

_NO_DESCRIPTION = "Managed by Pulumi"


@maps("aws:elasticache/subnetGroup:SubnetGroup")
def subnet_group(r: Resource) -> None:
    r.create(
        "elasticache",
        "CreateCacheSubnetGroup",
        CacheSubnetGroupName=r.named(),
        CacheSubnetGroupDescription=r.take("description", _NO_DESCRIPTION),
    )


@maps("aws:elasticache/parameterGroup:ParameterGroup")
def parameter_group(r: Resource) -> None:
    name, parameters = r.named(), r.take("parameters", [])
    r.create(
        "elasticache",
        "CreateCacheParameterGroup",
        {"family": "CacheParameterGroupFamily"},
        CacheParameterGroupName=name,
        Description=r.take("description", _NO_DESCRIPTION),
    )
    if parameters:
        r.call(
            "elasticache",
            "ModifyCacheParameterGroup",
            CacheParameterGroupName=name,
            ParameterNameValues=[
                {"ParameterName": item["name"], "ParameterValue": item["value"]}
                for item in parameters
            ],
        )


@maps(
    "aws:elasticache/replicationGroup:ReplicationGroup",
    provider_only={
        "applyImmediately": "only read when the group is changed",
        "authTokenUpdateStrategy": "only read when the token is changed",
        "authTokenWoVersion": "tells the provider when the token has changed",
        "finalSnapshotIdentifier": "only read when the group is destroyed",
    },
)
def replication_group(r: Resource) -> None:
    made = r.create(
        "elasticache",
        "CreateReplicationGroup",
        {
            "authTokenWo": "AuthToken",
            "description": "ReplicationGroupDescription",
            "maintenanceWindow": "PreferredMaintenanceWindow",
            "nodeGroupConfigurations": "NodeGroupConfiguration",
            "nodeType": "CacheNodeType",
            "parameterGroupName": "CacheParameterGroupName",
            "securityGroupNames": "CacheSecurityGroupNames",
            "subnetGroupName": "CacheSubnetGroupName",
        },
        ReplicationGroupId=r.named("replicationGroupId"),
        LogDeliveryConfigurations=_log_delivery(r.take("logDeliveryConfigurations")),
    )
    group = made.get("ReplicationGroup") or {}
    r.becomes(
        arn=group.get("ARN"),
        primaryEndpointAddress=made.get("ReplicationGroup.NodeGroups.0.PrimaryEndpoint.Address"),
    )


def _log_delivery(logs: list[dict[str, str]] | None) -> list[dict[str, Any]] | None:
    details = {
        "cloudwatch-logs": lambda name: {"CloudWatchLogsDetails": {"LogGroup": name}},
        "kinesis-firehose": lambda name: {"KinesisFirehoseDetails": {"DeliveryStream": name}},
    }
    return logs and [
        {
            "DestinationType": log["destinationType"],
            "DestinationDetails": details[log["destinationType"]](log["destination"]),
            "LogFormat": log["logFormat"],
            "LogType": log["logType"],
        }
        for log in logs
    ]


@maps(
    "aws:elasticache/user:User",
    provider_only={"passwordsWoVersion": "tells the provider when a password has changed"},
)
def user(r: Resource) -> None:
    r.create("elasticache", "CreateUser", {"passwordsWo": "Passwords"})


@maps("aws:elasticache/userGroup:UserGroup")
def user_group(r: Resource) -> None:
    r.create("elasticache", "CreateUserGroup")


@maps("aws:elasticache/serverlessCache:ServerlessCache")
def serverless_cache(r: Resource) -> None:
    r.create(
        "elasticache",
        "CreateServerlessCache",
        {
            "cacheUsageLimits.ecpuPerSeconds": "ECPUPerSecond",
            "snapshotArnsToRestores": "SnapshotArnsToRestore",
        },
        ServerlessCacheName=r.named(),
    )
