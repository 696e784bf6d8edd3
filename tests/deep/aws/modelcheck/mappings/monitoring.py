"""CloudWatch alarms, dashboards and logs; EventBridge rules."""

from __future__ import annotations

from typing import Any

from ..cloud import as_json
from ..registry import maps
from ..resource import Resource


@maps("aws:cloudwatch/metricAlarm:MetricAlarm")
def metric_alarm(r: Resource) -> None:
    r.create(
        "cloudwatch",
        "PutMetricAlarm",
        {"evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile"},
        AlarmName=r.named(),
        Metrics=_queries(r),
    )


def _queries(r: Resource) -> list[dict[str, Any]] | None:
    """The API keeps what describes a metric apart from what is done with it."""
    queries = []
    for query in r.take("metricQueries", []):
        metric = dict(query.get("metric") or {})
        stat = {key: metric.pop(key) for key in ("period", "stat", "unit") if key in metric}
        rest = {key: query[key] for key in query if key != "metric"}
        queries.append({**rest, **({"metricStat": {"metric": metric, **stat}} if metric else {})})
    return r.shape("cloudwatch", "PutMetricAlarm", "Metrics", queries, {}) or None


@maps("aws:cloudwatch/compositeAlarm:CompositeAlarm")
def composite_alarm(r: Resource) -> None:
    suppressor: dict[str, Any] = r.take("actionsSuppressor", {})
    r.create(
        "cloudwatch",
        "PutCompositeAlarm",
        ActionsSuppressor=suppressor.get("alarm"),
        ActionsSuppressorWaitPeriod=suppressor.get("waitPeriod"),
        ActionsSuppressorExtensionPeriod=suppressor.get("extensionPeriod"),
    )


@maps("aws:cloudwatch/dashboard:Dashboard")
def dashboard(r: Resource) -> None:
    # The API takes tags, the provider has none.
    made = r.create("cloudwatch", "PutDashboard", Tags=None)
    for message in made.get("DashboardValidationMessages") or []:
        r.refuse(f"moto: {message}")


@maps(
    "aws:cloudwatch/logGroup:LogGroup",
    provider_only={"skipDestroy": "only read when the log group is destroyed"},
)
def log_group(r: Resource) -> None:
    name, days = r.named(), r.take("retentionInDays")
    r.create("logs", "CreateLogGroup", logGroupName=name)
    # The provider writes "for ever" as 0.
    if days:
        r.call("logs", "PutRetentionPolicy", logGroupName=name, retentionInDays=days)


@maps("aws:cloudwatch/logMetricFilter:LogMetricFilter")
def log_metric_filter(r: Resource) -> None:
    r.create(
        "logs",
        "PutMetricFilter",
        {
            "metricTransformation": "metricTransformations",
            "metricTransformation.name": "metricName",
            "metricTransformation.namespace": "metricNamespace",
            "metricTransformation.value": "metricValue",
            "pattern": "filterPattern",
        },
        filterName=r.named(),
    )


@maps("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
def log_resource_policy(r: Resource) -> None:
    r.create("logs", "PutResourcePolicy", policyDocument=as_json(r.take("policyDocument")))


@maps(
    "aws:cloudwatch/eventRule:EventRule",
    provider_only={"forceDestroy": "only read when the rule is destroyed"},
)
def event_rule(r: Resource) -> None:
    enabled = r.take("isEnabled")
    state = r.take("state")
    if state is None and enabled is not None:
        state = "ENABLED" if enabled else "DISABLED"
    made = r.create("events", "PutRule", Name=r.named(), State=state)
    r.becomes(arn=made.get("RuleArn"))


@maps(
    "aws:cloudwatch/eventTarget:EventTarget",
    provider_only={"forceDestroy": "only read when the target is destroyed"},
)
def event_target(r: Resource) -> None:
    rule, bus = r.take("rule"), r.take("eventBusName")
    target = {"id": r.named("targetId"), **r.take_all()}
    shaped = r.shape(
        "events",
        "PutTargets",
        "Targets",
        [target],
        {
            "ecsTarget": "EcsParameters",
            "httpTarget": "HttpParameters",
            "inputTransformer.inputPaths": "InputPathsMap",
            "kinesisTarget": "KinesisParameters",
            "sqsTarget": "SqsParameters",
        },
    )
    made = r.call("events", "PutTargets", Rule=rule, EventBusName=bus, Targets=shaped)
    for failure in made.get("FailedEntries") or []:
        r.refuse(f"moto: {failure}")
