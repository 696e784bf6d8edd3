"""API Gateway version 2: HTTP and WebSocket APIs."""

from __future__ import annotations

from typing import Any

from ..registry import maps
from ..resource import Resource

_SERVICE = "apigatewayv2"


@maps("aws:apigatewayv2/api:Api")
def api(r: Resource) -> None:
    if r.take("body") is not None:
        r.refuse("an OpenAPI body is not mapped")
        return
    made = r.create(_SERVICE, "CreateApi", Name=r.named())
    r.becomes(id=made.get("ApiId"), apiEndpoint=made.get("ApiEndpoint"))


@maps("aws:apigatewayv2/integration:Integration")
def integration(r: Resource) -> None:
    responses: list[dict[str, Any]] | None = r.take("responseParameters")
    made = r.create(
        _SERVICE,
        "CreateIntegration",
        {"timeoutMilliseconds": "TimeoutInMillis"},
        ResponseParameters=responses
        and {response["statusCode"]: response["mappings"] for response in responses},
    )
    r.becomes(id=made.get("IntegrationId"))


@maps("aws:apigatewayv2/route:Route")
def route(r: Resource) -> None:
    parameters: list[dict[str, Any]] | None = r.take("requestParameters")
    made = r.create(
        _SERVICE,
        "CreateRoute",
        RequestParameters=parameters
        and {item["requestParameterKey"]: {"Required": item["required"]} for item in parameters},
    )
    r.becomes(id=made.get("RouteId"))


@maps("aws:apigatewayv2/stage:Stage")
def stage(r: Resource) -> None:
    by_route = {
        settings["routeKey"]: {key: settings[key] for key in settings if key != "routeKey"}
        for settings in r.take("routeSettings", [])
    }
    r.create(
        _SERVICE,
        "CreateStage",
        StageName=r.named(),
        RouteSettings=r.shape(_SERVICE, "CreateStage", "RouteSettings", by_route, {}) or None,
    )


@maps("aws:apigatewayv2/authorizer:Authorizer")
def authorizer(r: Resource) -> None:
    made = r.create(
        _SERVICE,
        "CreateAuthorizer",
        {
            "authorizerCredentialsArn": "AuthorizerCredentialsArn",
            "identitySources": "IdentitySource",
            "jwtConfiguration.audiences": "Audience",
        },
        Name=r.named(),
    )
    r.becomes(id=made.get("AuthorizerId"))


@maps("aws:apigatewayv2/vpcLink:VpcLink")
def vpc_link(r: Resource) -> None:
    r.becomes(id=r.create(_SERVICE, "CreateVpcLink", Name=r.named()).get("VpcLinkId"))
