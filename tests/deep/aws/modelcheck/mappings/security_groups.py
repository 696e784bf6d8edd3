"""Security groups and their rules."""

from __future__ import annotations

from typing import Any

from ..registry import maps
from ..resource import Resource

# What the provider writes where a program gives no description, as Pulumi's bridge sets it.
_NO_DESCRIPTION = "Managed by Pulumi"
_REVOKE = {"revokeRulesOnDelete": "only read by the provider when the group is destroyed"}


@maps("aws:ec2/securityGroup:SecurityGroup", provider_only=_REVOKE)
def security_group(r: Resource) -> None:
    ingress, egress = r.take("ingress", []), r.take("egress", [])
    made = r.create(
        "ec2",
        "CreateSecurityGroup",
        GroupName=r.named(),
        Description=r.take("description", _NO_DESCRIPTION),
        TagSpecifications=r.tag_specifications("security-group"),
    )
    group = made.get("GroupId") or r.output("id")
    r.becomes(id=group)
    # AWS lets a new group send anything; the provider takes that back.
    r.call("ec2", "RevokeSecurityGroupEgress", GroupId=group, IpPermissions=[_ANY])
    _authorize(r, group, ingress, egress)


@maps("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", provider_only=_REVOKE)
def default_security_group(r: Resource) -> None:
    """The group that comes with a VPC: the provider takes it over and replaces its rules."""
    ingress, egress = r.take("ingress", []), r.take("egress", [])
    filters = [
        {"Name": "vpc-id", "Values": [r.take("vpcId")]},
        {"Name": "group-name", "Values": ["default"]},
    ]
    found = (
        r.prepare("ec2", "DescribeSecurityGroups", Filters=filters).get("SecurityGroups.0") or {}
    )
    group = found.get("GroupId")
    if group is None:
        r.refuse("the VPC has no default security group")
        return
    r.becomes(id=group)
    if found["IpPermissions"]:
        revoked = found["IpPermissions"]
        r.call("ec2", "RevokeSecurityGroupIngress", GroupId=group, IpPermissions=revoked)
    if found["IpPermissionsEgress"]:
        revoked = found["IpPermissionsEgress"]
        r.call("ec2", "RevokeSecurityGroupEgress", GroupId=group, IpPermissions=revoked)
    _authorize(r, group, ingress, egress)
    r.call("ec2", "CreateTags", Resources=[group], Tags=r.tag_list())


@maps("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
def ingress_rule(r: Resource) -> None:
    _rule(r, "AuthorizeSecurityGroupIngress")


@maps("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
def egress_rule(r: Resource) -> None:
    _rule(r, "AuthorizeSecurityGroupEgress")


_ANY: dict[str, Any] = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


def _rule(r: Resource, operation: str) -> None:
    description = r.take("description")

    def source(member: str, key: str) -> list[dict[str, str]] | None:
        value = r.take(key)
        if value is None:
            return None
        return [{member: value, **({"Description": description} if description else {})}]

    permission = {
        "IpRanges": source("CidrIp", "cidrIpv4"),
        "Ipv6Ranges": source("CidrIpv6", "cidrIpv6"),
        "PrefixListIds": source("PrefixListId", "prefixListId"),
        "UserIdGroupPairs": source("GroupId", "referencedSecurityGroupId"),
        "IpProtocol": r.take("ipProtocol"),
        "FromPort": r.take("fromPort"),
        "ToPort": r.take("toPort"),
    }
    if sum(bool(permission[key]) for key in list(permission)[:4]) != 1:
        r.refuse("a rule has exactly one source or destination")
    made = r.create(
        "ec2",
        operation,
        {"securityGroupId": "GroupId"},
        IpPermissions=[_without_none(permission)],
        TagSpecifications=r.tag_specifications("security-group-rule"),
    )
    rule_id = made.get("SecurityGroupRules.0.SecurityGroupRuleId")
    r.becomes(id=rule_id, securityGroupRuleId=rule_id)


def _authorize(r: Resource, group: str, ingress: list[Any], egress: list[Any]) -> None:
    for direction, rules in (("Ingress", ingress), ("Egress", egress)):
        if rules:
            permissions = [_inline(r, rule, group) for rule in rules]
            operation = f"AuthorizeSecurityGroup{direction}"
            r.call("ec2", operation, GroupId=group, IpPermissions=permissions)


def _inline(r: Resource, rule: dict[str, Any], group: str) -> dict[str, Any]:
    """A rule in the form of a group's own `ingress` and `egress` blocks."""
    rest = dict(rule)
    description = rest.pop("description", None)

    def sources(member: str, key: str) -> list[dict[str, str]] | None:
        values = rest.pop(key, None) or []
        named = {"Description": description} if description else {}
        return [{member: value, **named} for value in values] or None

    groups = [*(rest.pop("securityGroups", None) or []), *([group] if rest.pop("self", 0) else [])]
    permission = {
        "IpProtocol": rest.pop("protocol"),
        "FromPort": rest.pop("fromPort"),
        "ToPort": rest.pop("toPort"),
        "IpRanges": sources("CidrIp", "cidrBlocks"),
        "Ipv6Ranges": sources("CidrIpv6", "ipv6CidrBlocks"),
        "PrefixListIds": sources("PrefixListId", "prefixListIds"),
        "UserIdGroupPairs": [{"GroupId": item} for item in groups] or None,
    }
    if rest:
        r.refuse(f"rule inputs not mapped: {', '.join(sorted(rest))}")
    return _without_none(permission)


def _without_none(members: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in members.items() if value is not None}
