"""IAM roles and policies, KMS keys, secrets, parameters."""

from __future__ import annotations

from typing import Any

from ..cloud import as_json
from ..registry import maps
from ..resource import Resource


@maps(
    "aws:iam/role:Role",
    provider_only={"forceDetachPolicies": "only read when the role is destroyed"},
)
def role(r: Resource) -> None:
    name = r.named()
    inline, managed = r.take("inlinePolicies", []), r.take("managedPolicyArns", [])
    r.create(
        "iam",
        "CreateRole",
        RoleName=name,
        AssumeRolePolicyDocument=as_json(r.take("assumeRolePolicy")),
    )
    for arn in managed:
        r.call("iam", "AttachRolePolicy", RoleName=name, PolicyArn=arn)
    for policy in inline:
        document = as_json(policy["policy"])
        r.call(
            "iam",
            "PutRolePolicy",
            RoleName=name,
            PolicyName=policy["name"],
            PolicyDocument=document,
        )


@maps("aws:iam/rolePolicy:RolePolicy")
def role_policy(r: Resource) -> None:
    r.create(
        "iam",
        "PutRolePolicy",
        {"role": "RoleName"},
        PolicyName=r.named(),
        PolicyDocument=as_json(r.take("policy")),
    )


@maps("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
def role_policy_attachment(r: Resource) -> None:
    r.create("iam", "AttachRolePolicy", {"role": "RoleName"})


@maps(
    "aws:iam/policy:Policy",
    provider_only={"delayAfterPolicyCreationInMs": "says how long the provider waits"},
)
def policy(r: Resource) -> None:
    document = as_json(r.take("policy"))
    made = r.create("iam", "CreatePolicy", PolicyName=r.named(), PolicyDocument=document)
    r.becomes(id=made.get("Policy.Arn"), arn=made.get("Policy.Arn"))


@maps("aws:iam/instanceProfile:InstanceProfile")
def instance_profile(r: Resource) -> None:
    name, role_name = r.named(), r.take("role")
    r.create("iam", "CreateInstanceProfile", InstanceProfileName=name)
    if role_name:
        r.call("iam", "AddRoleToInstanceProfile", InstanceProfileName=name, RoleName=role_name)


@maps("aws:kms/key:Key")
def key(r: Resource) -> None:
    rotation, period = r.take("enableKeyRotation"), r.take("rotationPeriodInDays")
    enabled = r.take("isEnabled", True)
    waiting = r.take("deletionWindowInDays")
    if waiting is not None:
        _check_deletion_window(r, waiting)
    tags = [{"TagKey": name, "TagValue": value} for name, value in sorted(r.tags().items())]
    made = r.create(
        "kms",
        "CreateKey",
        {
            "customerMasterKeySpec": "KeySpec",
            "bypassPolicyLockoutSafetyCheck": "BypassPolicyLockoutSafetyCheck",
        },
        Policy=_json_or_none(r.take("policy")),
        Tags=tags or None,
    )
    key_id = made.get("KeyMetadata.KeyId") or r.output("id")
    r.becomes(id=key_id, keyId=key_id, arn=made.get("KeyMetadata.Arn"))
    if rotation:
        r.call("kms", "EnableKeyRotation", KeyId=key_id, RotationPeriodInDays=period)
    if not enabled:
        r.call("kms", "DisableKey", KeyId=key_id)


def _check_deletion_window(r: Resource, days: Any) -> None:
    """The API takes it when the key is destroyed: 7 to 30 days."""
    if not 7 <= days <= 30:
        r.refuse(f"deletionWindowInDays: {days} must be from 7 to 30")


@maps("aws:kms/alias:Alias")
def alias(r: Resource) -> None:
    r.create("kms", "CreateAlias", AliasName=r.named())


@maps(
    "aws:secretsmanager/secret:Secret",
    provider_only={"recoveryWindowInDays": "only read when the secret is destroyed"},
)
def secret(r: Resource) -> None:
    resource_policy = r.take("policy")
    made = r.create(
        "secretsmanager",
        "CreateSecret",
        {"replicas": "AddReplicaRegions"},
        Name=r.named(),
    )
    arn = made.get("ARN") or r.output("id")
    r.becomes(id=arn, arn=arn)
    if resource_policy:
        r.call(
            "secretsmanager",
            "PutResourcePolicy",
            SecretId=arn,
            ResourcePolicy=as_json(resource_policy),
        )


@maps(
    "aws:secretsmanager/secretVersion:SecretVersion",
    provider_only={"secretStringWoVersion": "tells the provider when the secret has changed"},
)
def secret_version(r: Resource) -> None:
    r.create("secretsmanager", "PutSecretValue", {"secretStringWo": "SecretString"})


@maps(
    "aws:ssm/parameter:Parameter",
    provider_only={"valueWoVersion": "tells the provider when the value has changed"},
)
def parameter(r: Resource) -> None:
    names = {"insecureValue": "Value", "valueWo": "Value"}
    r.create("ssm", "PutParameter", names, Name=r.named())


def _json_or_none(value: Any) -> str | None:
    return None if value is None else as_json(value)
