"""Lambda: functions, what calls them, and who may."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from ..registry import maps
from ..resource import Resource


def _empty_archive() -> bytes:
    """A plan has no file contents, and the API takes any archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.mjs", "")
    return buffer.getvalue()


@maps(
    "aws:lambda/function:Function",
    provider_only={
        "codeSha256": "tells the provider when the code has changed",
        "replaceSecurityGroupsOnDestroy": "only read when the function is destroyed",
        "replacementSecurityGroupIds": "only read when the function is destroyed",
        "skipDestroy": "only read when the function is destroyed",
        "sourceCodeHash": "tells the provider when the code has changed",
        "useResourceTimeoutForPropagation": "says how long the provider waits",
    },
)
def function(r: Resource) -> None:
    name, reserved = r.named(), r.take("reservedConcurrentExecutions")
    made = r.create(
        "lambda",
        "CreateFunction",
        {
            "fileSystemConfig": "FileSystemConfigs",
            "imageConfig.commands": "Command",
            "imageConfig.entryPoints": "EntryPoint",
        },
        FunctionName=name,
        Code=_code(r),
    )
    arn = made.get("FunctionArn")
    r.becomes(arn=arn)
    if reserved is not None and reserved >= 0:
        r.call(
            "lambda",
            "PutFunctionConcurrency",
            FunctionName=name,
            ReservedConcurrentExecutions=reserved,
        )


def _code(r: Resource) -> dict[str, Any]:
    keys = {
        "s3Bucket": "S3Bucket",
        "s3Key": "S3Key",
        "s3ObjectVersion": "S3ObjectVersion",
        "imageUri": "ImageUri",
        "sourceKmsKeyArn": "SourceKMSKeyArn",
    }
    code = {keys[key]: value for key in keys if (value := r.take(key)) is not None}
    if r.take("code") is not None:
        code["ZipFile"] = _empty_archive()
    return code


@maps(
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    provider_only={"useResourceTimeoutForPropagation": "says how long the provider waits"},
)
def event_source_mapping(r: Resource) -> None:
    made = r.create("lambda", "CreateEventSourceMapping")
    r.becomes(id=made.get("UUID"), uuid=made.get("UUID"))


@maps("aws:lambda/permission:Permission")
def permission(r: Resource) -> None:
    r.create(
        "lambda",
        "AddPermission",
        {"function": "FunctionName"},
        StatementId=r.named("statementId"),
    )


@maps("aws:lambda/alias:Alias")
def alias(r: Resource) -> None:
    made = r.create("lambda", "CreateAlias", Name=r.named())
    r.becomes(arn=made.get("AliasArn"))


@maps("aws:lambda/functionUrl:FunctionUrl")
def function_url(r: Resource) -> None:
    r.create("lambda", "CreateFunctionUrlConfig", {"authorizationType": "AuthType"})


@maps("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")
def event_invoke_config(r: Resource) -> None:
    r.create("lambda", "PutFunctionEventInvokeConfig")


@maps(
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    provider_only={"skipDestroy": "only read when the configuration is destroyed"},
)
def provisioned_concurrency(r: Resource) -> None:
    r.create("lambda", "PutProvisionedConcurrencyConfig")
