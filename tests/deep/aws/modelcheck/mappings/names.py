"""Certificates and DNS."""

from __future__ import annotations

from typing import Any

from ..registry import maps
from ..resource import Resource


@maps("aws:acm/certificate:Certificate")
def certificate(r: Resource) -> None:
    if r.take("certificateBody") or r.take("privateKey"):
        r.refuse("imported certificates are not mapped")
        return
    made = r.create(
        "acm",
        "RequestCertificate",
        {"validationOptions": "DomainValidationOptions"},
    )
    arn = made.get("CertificateArn")
    r.becomes(id=arn, arn=arn)


@maps(
    "aws:route53/zone:Zone",
    provider_only={"forceDestroy": "only read when the zone is destroyed"},
)
def zone(r: Resource) -> None:
    comment = r.take("comment", "Managed by Pulumi")
    made = r.create(
        "route53",
        "CreateHostedZone",
        Name=r.named(),
        CallerReference=r.name,
        HostedZoneConfig={"Comment": comment},
    )
    zone_id = (made.get("HostedZone.Id") or "").removeprefix("/hostedzone/")
    r.becomes(id=zone_id, zoneId=zone_id)


@maps(
    "aws:route53/record:Record",
    provider_only={"allowOverwrite": "chooses between the actions CREATE and UPSERT"},
)
def record(r: Resource) -> None:
    zone_id, name = r.take("zoneId"), r.take("name")
    # A zone that is not in the plan is one that must exist before it.
    if not r.is_known(zone_id):
        _make_existing_zone(r, zone_id, name)
    values = r.take("records")
    aliases = [_alias(alias) for alias in r.take("aliases", [])]
    record_set: dict[str, Any] = {
        "Name": name,
        "Type": r.take("type"),
        "TTL": r.take("ttl"),
        "ResourceRecords": [{"Value": value} for value in values] if values else None,
        "AliasTarget": aliases[0] if aliases else None,
        "SetIdentifier": r.take("setIdentifier"),
        "Weight": _weight(r.take("weightedRoutingPolicies", [])),
        "HealthCheckId": r.take("healthCheckId"),
        "MultiValueAnswer": r.take("multivalueAnswerRoutingPolicy"),
    }
    present = {key: value for key, value in record_set.items() if value is not None}
    r.call(
        "route53",
        "ChangeResourceRecordSets",
        HostedZoneId=zone_id,
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": present}]},
    )


def _weight(policies: list[dict[str, Any]]) -> int | None:
    return policies[0]["weight"] if policies else None


@maps("aws:route53/healthCheck:HealthCheck")
def health_check(r: Resource) -> None:
    tags = r.tag_list()
    config = {
        "Type": r.take("type"),
        "FullyQualifiedDomainName": r.take("fqdn"),
        "Port": r.take("port"),
        "ResourcePath": r.take("resourcePath"),
        "EnableSNI": r.take("enableSni"),
        "RequestInterval": r.take("requestInterval"),
        "FailureThreshold": r.take("failureThreshold"),
    }
    made = r.create(
        "route53", "CreateHealthCheck", CallerReference=r.name, HealthCheckConfig=config
    )
    check_id = made.get("HealthCheck.Id")
    r.call(
        "route53",
        "ChangeTagsForResource",
        ResourceType="healthcheck",
        ResourceId=check_id,
        AddTags=tags,
    )
    r.becomes(id=check_id)


def _alias(inputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "DNSName": inputs["name"],
        "HostedZoneId": inputs["zoneId"],
        "EvaluateTargetHealth": inputs["evaluateTargetHealth"],
    }


def _make_existing_zone(r: Resource, zone_id: str, record_name: str) -> None:
    domain = ".".join(record_name.rstrip(".").split(".")[-2:])
    made = r.prepare("route53", "CreateHostedZone", Name=domain, CallerReference=zone_id)
    r.becomes_value(zone_id, (made.get("HostedZone.Id") or "").removeprefix("/hostedzone/"))
