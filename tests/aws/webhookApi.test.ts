import assert from "node:assert/strict";
import { input, only, planOf } from "../support/plans";

describe("the webhook's address on AWS", () => {
  it("has one route, throttled, and logged without headers", async () => {
    const hosts = 'functions.callbackHosts=["hooks.example.com"]';
    const dev = await planOf("dev", "functions.enabled=true", hosts);
    const route = only(dev, "aws:apigatewayv2/route:Route");
    assert.equal(input(route, "routeKey"), "POST /webhook");
    const integration = only(dev, "aws:apigatewayv2/integration:Integration");
    assert.equal(input(integration, "payloadFormatVersion"), "2.0");
    assert.equal(input(integration, "integrationType"), "AWS_PROXY");
    assert.match(
      String(input(integration, "integrationUri")),
      /chatscale-dev-webhook-\w+\/invocations$/,
    );
    const stage = only(dev, "aws:apigatewayv2/stage:Stage");
    assert.equal(input(stage, "name"), "$default");
    assert.deepEqual(input(stage, "defaultRouteSettings"), {
      throttlingRateLimit: 20,
      throttlingBurstLimit: 40,
      detailedMetricsEnabled: true,
    });
    const format = JSON.parse(String(input(stage, "accessLogSettings.format"))) as object;
    for (const value of Object.values(format) as string[]) {
      assert.match(value, /^\$context\.[\w.]+$/);
      assert.doesNotMatch(value, /header|authorizer|body/i);
    }
    const permission = only(dev, "aws:lambda/permission:Permission");
    const api = input(route, "apiId") as string;
    assert.equal(
      input(permission, "sourceArn"),
      `arn:aws:execute-api:us-east-1:123456789012:${api}/$default/POST/webhook`,
    );
    assert.equal(input(permission, "principal"), "apigateway.amazonaws.com");
    assert.equal(
      dev.outputs["webhookUrl"],
      `https://${api}.execute-api.us-east-1.amazonaws.com/webhook`,
    );
  });
});
