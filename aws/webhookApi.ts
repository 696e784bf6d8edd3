import { Api, Integration, Route, Stage } from "@pulumi/aws/apigatewayv2";
import { LogGroup } from "@pulumi/aws/cloudwatch";
import { Permission, type Function } from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

export interface WebhookApiArgs {
  readonly webhook: Function;
  /** Longest that the webhook may run, in seconds. */
  readonly timeout: number;
  readonly requestsPerSecond: number;
  /** How long the access log is kept, in days. */
  readonly retentionDays: number;
  /** Whether giving up the address takes two steps. */
  readonly protect: boolean;
}

/** Requests that pass at once, for each of those that pass in a second. */
const BURST = 2;

/** What is logged of a request: no header and no body, so neither a signature nor a message. */
const ACCESS_LOG = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  sourceIp: "$context.identity.sourceIp",
  route: "$context.routeKey",
  status: "$context.status",
  responseLength: "$context.responseLength",
  integrationError: "$context.integrationErrorMessage",
  integrationLatency: "$context.integrationLatency",
};

/** The public address of the webhook: an HTTP API with one route, throttled and logged. */
export class WebhookApi extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: WebhookApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:WebhookApi", name, {}, opts);
    const api = new Api(
      name,
      { name, protocolType: "HTTP", description: "Takes events for the chatbot" },
      { parent: this, protect: args.protect },
    );
    const route = this.createRoute(name, api, args);
    this.createStage(name, api, args, route);
    this.allowCalls(name, api, args.webhook);
    this.url = pulumi.interpolate`${api.apiEndpoint}/webhook`;
    this.registerOutputs({ url: this.url });
  }

  private createRoute(name: string, api: Api, { webhook, timeout }: WebhookApiArgs): Route {
    const integration = new Integration(
      name,
      {
        apiId: api.id,
        integrationType: "AWS_PROXY",
        integrationUri: webhook.invokeArn,
        payloadFormatVersion: "2.0",
        // Lambda's own time-out comes first, and says more in the log.
        timeoutMilliseconds: (timeout + 1) * 1000,
      },
      { parent: this },
    );
    return new Route(
      name,
      {
        apiId: api.id,
        routeKey: "POST /webhook",
        target: pulumi.interpolate`integrations/${integration.id}`,
      },
      { parent: this },
    );
  }

  private createStage(name: string, api: Api, args: WebhookApiArgs, route: Route): void {
    const { requestsPerSecond, retentionDays } = args;
    const logs = new LogGroup(
      `${name}-access`,
      // The prefix for logs that services deliver: outside of it, each log group lengthens a policy
      // of limited size.
      { name: `/aws/vendedlogs/apigateway/${name}`, retentionInDays: retentionDays },
      { parent: this },
    );
    new Stage(
      name,
      {
        apiId: api.id,
        name: "$default",
        autoDeploy: true,
        accessLogSettings: { destinationArn: logs.arn, format: JSON.stringify(ACCESS_LOG) },
        defaultRouteSettings: {
          throttlingRateLimit: requestsPerSecond,
          throttlingBurstLimit: requestsPerSecond * BURST,
          detailedMetricsEnabled: true,
        },
      },
      { parent: this, dependsOn: [route] },
    );
  }

  private allowCalls(name: string, api: Api, webhook: Function): void {
    new Permission(
      name,
      {
        action: "lambda:InvokeFunction",
        function: webhook.name,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/$default/POST/webhook`,
      },
      { parent: this },
    );
  }
}
