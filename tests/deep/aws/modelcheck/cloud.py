"""The cloud that the calls go to: moto as a server on loopback, and AWS's model of each service."""

from __future__ import annotations

import json
import logging
import os
import re
import urllib.request
from dataclasses import dataclass
from typing import Any

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError
from botocore.model import OperationModel, StructureShape
from botocore.parsers import ResponseParserError
from flask import got_request_exception

from . import strict

# AWS's own policies are loaded, so that a role cannot name one that does not exist. Read by moto
# when it is imported.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
from moto.server import ThreadedMotoServer

# Moto logs each request, and a stack trace for each operation that it lacks.
logging.getLogger("werkzeug").setLevel(logging.CRITICAL)

# The account that the offline plan writes in its ARNs, and moto's default.
ACCOUNT = "123456789012"


class Refused(Exception):
    """A call that AWS's model or moto does not accept."""


@dataclass(frozen=True)
class Answer:
    """What moto answered, or nothing where moto lacks the operation."""

    by_moto: bool
    body: dict[str, Any]

    def get(self, path: str) -> Any:
        """A value by path, like `Subnets.0.SubnetId`; None where the answer has none."""
        value: Any = self.body
        for key in path.split("."):
            if isinstance(value, list) and key.isdigit():
                value = value[int(key)] if int(key) < len(value) else None
            else:
                value = value.get(key) if isinstance(value, dict) else None
        return value


class Cloud:
    """Moto on a free port of 127.0.0.1. It ends with this process."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self._endpoint = f"http://{host}:{port}"
        self._session = boto3.Session(aws_access_key_id=ACCOUNT, aws_secret_access_key="none")
        self._clients: dict[tuple[str, str], Any] = {}
        self._last_error: BaseException | None = None
        got_request_exception.connect(self._remember_error)

    def _remember_error(self, _sender: Any, exception: BaseException, **_: Any) -> None:
        self._last_error = exception

    def reset(self) -> None:
        """Forgets everything that was created."""
        request = urllib.request.Request(f"{self._endpoint}/moto-api/reset", method="POST")
        urllib.request.urlopen(request).close()

    def operation(self, service: str, operation: str) -> OperationModel:
        """AWS's model of an operation. Raises an error for one that AWS does not have."""
        return self._client(service, "us-east-1").meta.service_model.operation_model(operation)

    def input_shape(self, service: str, operation: str) -> StructureShape:
        shape = self.operation(service, operation).input_shape
        assert isinstance(shape, StructureShape)
        return shape

    def check(self, service: str, operation: str, params: dict[str, Any]) -> list[str]:
        """What AWS's model forbids in a call; one line each."""
        return list(strict.problems(self.input_shape(service, operation), params))

    def call(self, region: str, service: str, operation: str, params: dict[str, Any]) -> Answer:
        """Sends a call to moto. Raises Refused with moto's reason."""
        self._last_error = None
        client = self._client(service, region)
        try:
            return Answer(True, getattr(client, xform_name(operation))(**params))
        except ParamValidationError as error:
            raise Refused(f"botocore: {error}") from error
        except (ClientError, ResponseParserError) as error:
            if self._is_lacking(error):
                return Answer(False, {})
            if self._last_error is not None:
                raise Refused(f"moto failed: {self._last_error!r}") from error
            raise Refused(f"moto: {_reason(error)}") from error

    def _is_lacking(self, error: Exception) -> bool:
        """Moto answers 404 for a path it does not know, and fails inside for an operation."""
        if isinstance(self._last_error, NotImplementedError):
            return True
        return "404" in str(error) and "requested URL was not found" in str(error)

    def _client(self, service: str, region: str) -> Any:
        key = (service, region)
        if key not in self._clients:
            self._clients[key] = self._session.client(
                service,
                region_name=region,
                endpoint_url=self._endpoint,
                config=Config(
                    retries={"total_max_attempts": 1},
                    s3={"addressing_style": "path"},
                ),
            )
        return self._clients[key]


def _reason(error: Exception) -> str:
    text = re.sub(r"<[^>]+>", " ", str(error))
    return " ".join(text.replace(" (reached max retries: 0)", "").split())


def as_json(value: Any) -> str:
    """JSON as AWS takes it in members that hold JSON."""
    return value if isinstance(value, str) else json.dumps(value)
