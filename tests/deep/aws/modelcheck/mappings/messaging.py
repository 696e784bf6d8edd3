"""SQS queues and SNS topics."""

from __future__ import annotations

from typing import Any

from ..cloud import as_json
from ..registry import maps
from ..resource import Resource

# Inputs of a queue and of a topic that the API keeps as attributes, which are text there.
_QUEUE_ATTRIBUTES = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deduplicationScope": "DeduplicationScope",
    "delaySeconds": "DelaySeconds",
    "fifoQueue": "FifoQueue",
    "fifoThroughputLimit": "FifoThroughputLimit",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "policy": "Policy",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "redriveAllowPolicy": "RedriveAllowPolicy",
    "redrivePolicy": "RedrivePolicy",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
_TOPIC_ATTRIBUTES = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deliveryPolicy": "DeliveryPolicy",
    "displayName": "DisplayName",
    "fifoTopic": "FifoTopic",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
}
_SUBSCRIPTION_ATTRIBUTES = {
    "deliveryPolicy": "DeliveryPolicy",
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
    "subscriptionRoleArn": "SubscriptionRoleArn",
}


def _attributes(r: Resource, keys: dict[str, str]) -> dict[str, str]:
    taken: dict[str, Any] = {keys[key]: r.take(key) for key in keys}
    return {key: as_json(value) for key, value in taken.items() if value is not None}


@maps("aws:sqs/queue:Queue")
def queue(r: Resource) -> None:
    suffix = ".fifo" if r.peek("fifoQueue") else ""
    made = r.create(
        "sqs",
        "CreateQueue",
        QueueName=r.named(suffix=suffix),
        Attributes=_attributes(r, _QUEUE_ATTRIBUTES) or None,
    )
    url = made.get("QueueUrl")
    r.becomes(id=url, url=url)


@maps("aws:sqs/queuePolicy:QueuePolicy")
def queue_policy(r: Resource) -> None:
    attributes = {"Policy": as_json(r.take("policy"))}
    r.create("sqs", "SetQueueAttributes", Attributes=attributes)


@maps("aws:sqs/redrivePolicy:RedrivePolicy")
def redrive_policy(r: Resource) -> None:
    attributes = {"RedrivePolicy": as_json(r.take("redrivePolicy"))}
    r.create("sqs", "SetQueueAttributes", Attributes=attributes)


@maps("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy")
def redrive_allow_policy(r: Resource) -> None:
    attributes = {"RedriveAllowPolicy": as_json(r.take("redriveAllowPolicy"))}
    r.create("sqs", "SetQueueAttributes", Attributes=attributes)


@maps("aws:sns/topic:Topic")
def topic(r: Resource) -> None:
    made = r.create(
        "sns",
        "CreateTopic",
        Name=r.named(),
        Attributes=_attributes(r, _TOPIC_ATTRIBUTES) or None,
    )
    r.becomes(id=made.get("TopicArn"), arn=made.get("TopicArn"))


@maps("aws:sns/topicPolicy:TopicPolicy")
def topic_policy(r: Resource) -> None:
    r.call(
        "sns",
        "SetTopicAttributes",
        TopicArn=r.take("arn"),
        AttributeName="Policy",
        AttributeValue=as_json(r.take("policy")),
    )


@maps(
    "aws:sns/topicSubscription:TopicSubscription",
    provider_only={
        "confirmationTimeoutInMinutes": "says how long the provider waits",
        "endpointAutoConfirms": "says what the provider waits for",
    },
)
def topic_subscription(r: Resource) -> None:
    made = r.create(
        "sns",
        "Subscribe",
        {"topic": "TopicArn"},
        Attributes=_attributes(r, _SUBSCRIPTION_ATTRIBUTES) or None,
    )
    r.becomes(id=made.get("SubscriptionArn"), arn=made.get("SubscriptionArn"))
