"""WAF version 2."""

from __future__ import annotations

import json

from ..registry import maps
from ..resource import Resource


@maps("aws:wafv2/webAcl:WebAcl")
def web_acl(r: Resource) -> None:
    bodies = {
        body["key"]: {key: body[key] for key in body if key != "key"}
        for body in r.take("customResponseBodies", [])
    }
    rules = r.take("rules", [])
    rule_json = r.take("ruleJson")
    operation = "CreateWebACL"
    made = r.create(
        "wafv2",
        operation,
        Name=r.named(),
        Rules=json.loads(rule_json)
        if rule_json
        else r.shape("wafv2", operation, "Rules", rules, {}),
        CustomResponseBodies=r.shape("wafv2", operation, "CustomResponseBodies", bodies, {})
        or None,
    )
    r.becomes(id=made.get("Summary.Id"), arn=made.get("Summary.ARN"))


@maps("aws:wafv2/ipSet:IpSet")
def ip_set(r: Resource) -> None:
    made = r.create("wafv2", "CreateIPSet", Name=r.named())
    r.becomes(id=made.get("Summary.Id"), arn=made.get("Summary.ARN"))


@maps("aws:wafv2/webAclAssociation:WebAclAssociation")
def web_acl_association(r: Resource) -> None:
    r.create("wafv2", "AssociateWebACL")


@maps("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")
def web_acl_logging(r: Resource) -> None:
    settings = r.shape("wafv2", "PutLoggingConfiguration", "LoggingConfiguration", r.take_all(), {})
    r.call("wafv2", "PutLoggingConfiguration", LoggingConfiguration=settings)
