"""Load balancers: listeners, target groups, rules."""

from __future__ import annotations

from typing import Any

from ..registry import maps
from ..resource import Resource

# Inputs of a load balancer that the API keeps as attributes, each with its key and its type's name.
_BALANCER_ATTRIBUTES = {
    "clientKeepAlive": "client_keep_alive.seconds",
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "dnsRecordClientRoutingPolicy": "dns_record.client_routing_policy",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "enableCrossZoneLoadBalancing": "load_balancing.cross_zone.enabled",
    "enableDeletionProtection": "deletion_protection.enabled",
    "enableHttp2": "routing.http2.enabled",
    "enableTlsVersionAndCipherSuiteHeaders": (
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled"
    ),
    "enableWafFailOpen": "waf.fail_open.enabled",
    "enableXffClientPort": "routing.http.xff_client_port.enabled",
    "enableZonalShift": "zonal_shift.config.enabled",
    "idleTimeout": "idle_timeout.timeout_seconds",
    "preserveHostHeader": "routing.http.preserve_host_header.enabled",
    "xffHeaderProcessingMode": "routing.http.xff_header_processing.mode",
}
_TARGET_GROUP_ATTRIBUTES = {
    "connectionTermination": "deregistration_delay.connection_termination.enabled",
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "lambdaMultiValueHeadersEnabled": "lambda.multi_value_headers.enabled",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
    "loadBalancingAnomalyMitigation": "load_balancing.algorithm.anomaly_mitigation",
    "loadBalancingCrossZoneEnabled": "load_balancing.cross_zone.enabled",
    "preserveClientIp": "preserve_client_ip.enabled",
    "proxyProtocolV2": "proxy_protocol_v2.enabled",
    "slowStart": "slow_start.duration_seconds",
}
_ELB = "elbv2"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _attributes(r: Resource, keys: dict[str, str]) -> list[dict[str, str]]:
    taken = {keys[key]: r.take(key) for key in keys}
    return [
        {"Key": key, "Value": _text(value)} for key, value in taken.items() if value is not None
    ]


def _log_attributes(prefix: str, logs: dict[str, Any] | None) -> list[dict[str, str]]:
    if logs is None:
        return []
    members = {"enabled": logs.get("enabled", True), **logs}
    return [{"Key": f"{prefix}.s3.{key}", "Value": _text(members[key])} for key in members]


@maps("aws:lb/loadBalancer:LoadBalancer")
def load_balancer(r: Resource) -> None:
    attributes = [
        *_attributes(r, _BALANCER_ATTRIBUTES),
        *_log_attributes("access_logs", r.take("accessLogs")),
        *_log_attributes("connection_logs", r.take("connectionLogs")),
    ]
    internal = r.take("internal", False)
    made = r.create(
        _ELB,
        "CreateLoadBalancer",
        {"loadBalancerType": "Type"},
        Name=r.named(),
        Scheme="internal" if internal else "internet-facing",
    )
    arn = made.get("LoadBalancers.0.LoadBalancerArn") or r.output("id")
    r.becomes(id=arn, arn=arn, arnSuffix=arn.split("loadbalancer/")[-1])
    r.becomes(dnsName=made.get("LoadBalancers.0.DNSName"))
    r.becomes(zoneId=made.get("LoadBalancers.0.CanonicalHostedZoneId"))
    if attributes:
        r.call(_ELB, "ModifyLoadBalancerAttributes", LoadBalancerArn=arn, Attributes=attributes)


@maps("aws:lb/targetGroup:TargetGroup")
def target_group(r: Resource) -> None:
    attributes = _attributes(r, _TARGET_GROUP_ATTRIBUTES)
    stickiness = r.take("stickiness")
    if stickiness:
        attributes += _stickiness(r, stickiness)
    made = r.create(_ELB, "CreateTargetGroup", Name=r.named(), **_health_check(r))
    arn = made.get("TargetGroups.0.TargetGroupArn") or r.output("id")
    r.becomes(id=arn, arn=arn, arnSuffix=arn.split(":")[-1])
    if attributes:
        r.call(_ELB, "ModifyTargetGroupAttributes", TargetGroupArn=arn, Attributes=attributes)


def _health_check(r: Resource) -> dict[str, Any]:
    check = dict(r.take("healthCheck", {}))
    matcher = check.pop("matcher", None)
    names = {
        "enabled": "HealthCheckEnabled",
        "healthyThreshold": "HealthyThresholdCount",
        "interval": "HealthCheckIntervalSeconds",
        "path": "HealthCheckPath",
        "port": "HealthCheckPort",
        "protocol": "HealthCheckProtocol",
        "timeout": "HealthCheckTimeoutSeconds",
        "unhealthyThreshold": "UnhealthyThresholdCount",
    }
    unmapped = sorted(set(check) - set(names))
    if unmapped:
        r.refuse(f"health check inputs not mapped: {', '.join(unmapped)}")
    code = "GrpcCode" if r.peek("protocolVersion") == "GRPC" else "HttpCode"
    return {
        **{names[key]: value for key, value in check.items() if key in names},
        **({"Matcher": {code: matcher}} if matcher else {}),
    }


def _stickiness(r: Resource, inputs: dict[str, Any]) -> list[dict[str, str]]:
    kind = inputs["type"]
    keys = {
        "enabled": "stickiness.enabled",
        "type": "stickiness.type",
        "cookieDuration": f"stickiness.{kind}.duration_seconds",
        "cookieName": f"stickiness.{kind}.cookie_name",
    }
    unmapped = sorted(set(inputs) - set(keys))
    if unmapped:
        r.refuse(f"stickiness inputs not mapped: {', '.join(unmapped)}")
    return [{"Key": keys[key], "Value": _text(inputs[key])} for key in keys if key in inputs]


# Terraform names the configuration of an action after the kind of the action.
_ACTION_NAMES = {
    "redirect": "RedirectConfig",
    "fixedResponse": "FixedResponseConfig",
    "forward": "ForwardConfig",
    "authenticateCognito": "AuthenticateCognitoConfig",
    "authenticateOidc": "AuthenticateOidcConfig",
    "jwtValidation": "JwtValidationConfig",
    "forward.stickiness": "TargetGroupStickinessConfig",
    "forward.targetGroups.arn": "TargetGroupArn",
    "forward.stickiness.duration": "DurationSeconds",
}


@maps("aws:lb/listener:Listener")
def listener(r: Resource) -> None:
    certificate, alpn = r.take("certificateArn"), r.take("alpnPolicy")
    idle = r.take("tcpIdleTimeoutSeconds")
    if certificate and not r.is_known(certificate):
        # One that is not in the plan must exist before it.
        made = r.prepare("acm", "RequestCertificate", DomainName="existing.example.com")
        r.becomes_value(certificate, made.get("CertificateArn"))
    # The provider's own default.
    protocol = "HTTP" if ":loadbalancer/app/" in r.peek("loadBalancerArn") else None
    made = r.create(
        _ELB,
        "CreateListener",
        {f"defaultActions.{key}": name for key, name in _ACTION_NAMES.items()},
        Certificates=[{"CertificateArn": certificate}] if certificate else None,
        AlpnPolicy=[alpn] if alpn else None,
        Protocol=r.take("protocol", protocol),
    )
    arn = made.get("Listeners.0.ListenerArn") or r.output("id")
    r.becomes(id=arn, arn=arn)
    if idle is not None:
        attribute = {"Key": "tcp.idle_timeout.seconds", "Value": _text(idle)}
        r.call(_ELB, "ModifyListenerAttributes", ListenerArn=arn, Attributes=[attribute])


@maps("aws:lb/listenerRule:ListenerRule")
def listener_rule(r: Resource) -> None:
    fields = {
        "hostHeader": "host-header",
        "httpHeader": "http-header",
        "httpRequestMethod": "http-request-method",
        "pathPattern": "path-pattern",
        "queryStrings": "query-string",
        "sourceIp": "source-ip",
    }
    conditions = [
        {"field": fields[key], key: value}
        for condition in r.take("conditions", [])
        for key, value in condition.items()
    ]
    names = {
        **{f"actions.{key}": name for key, name in _ACTION_NAMES.items()},
        **{f"conditions.{key}": f"{key[0].upper()}{key[1:]}Config" for key in fields},
        "conditions.queryStrings": "QueryStringConfig",
    }
    shaped = r.shape(
        _ELB,
        "CreateRule",
        "Conditions",
        conditions,
        {key.removeprefix("conditions."): name for key, name in names.items()},
    )
    made = r.create(_ELB, "CreateRule", names, Conditions=shaped)
    arn = made.get("Rules.0.RuleArn")
    r.becomes(id=arn, arn=arn)
