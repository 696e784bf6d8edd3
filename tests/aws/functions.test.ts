import assert from "node:assert/strict";
import { join } from "node:path";
import { planJson } from "../../plan/json";
import { planStack } from "../../plan/run";
import type { Plan, PlannedResource } from "../../plan/types";
import { input, ofType, only, planOf, PROJECT_DIR } from "../support/plans";

const ON = ["functions.enabled=true", 'functions.callbackHosts=["hooks.example.com"]'];
const FUNCTION = "aws:lambda/function:Function";
const QUEUE = "aws:sqs/queue:Queue";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const SECRET = "aws:secretsmanager/secret:Secret";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string;
}

function statements(resource: PlannedResource): Statement[] {
  return (JSON.parse(String(input(resource, "policy"))) as { Statement: Statement[] }).Statement;
}

/** What a function's role may do: actions, and the ARN without region and account. */
function rights(plan: Plan, name: string): [actions: string, resource: string][] {
  const allowed = statements(only(plan, ROLE_POLICY, name)).filter(
    ({ Effect }) => Effect === "Allow",
  );
  return allowed.map(({ Action, Resource }) => {
    const resource = Resource.replace(/-[0-9a-f]{7}(-[0-9a-f]{6})?$/, "");
    return [[Action].flat().join(" "), resource.replace(":us-east-1:123456789012:", ":")];
  });
}

describe("functions on AWS", () => {
  let dev: Plan;
  let prod: Plan;

  before(async () => {
    dev = await planOf("dev", ...ON);
    prod = await planOf(
      "prod-aws",
      ...ON,
      "functions.timeout=60s",
      "functions.queueVisibility=7m",
      "functions.memory=1Gi",
    );
  });

  it("are absent from a stack that does not ask for them", async () => {
    const plan = await planOf("dev");
    const types = plan.resources.map(({ type }) => type);
    assert.deepEqual(
      types.filter((type) => /lambda|sqs|apigateway|chatbot:aws:(Functions|Lambda)/.test(type)),
      [],
    );
    assert.equal("webhookUrl" in plan.outputs, false);
    assert.equal("webhookKey" in plan.outputs, false);
  });

  it("have the same plan each time", async () => {
    assert.equal(
      planJson(await planStack({ projectDir: PROJECT_DIR, stack: "dev", set: ON })),
      planJson(dev),
    );
  });

  it("run on Node 24 and arm64, traced, with JSON logs of limited life made first", () => {
    for (const [plan, days] of [
      [dev, 7],
      [prod, 90],
    ] as const) {
      assert.equal(ofType(plan, FUNCTION).length, 2);
      for (const lambda of ofType(plan, FUNCTION)) {
        assert.equal(input(lambda, "runtime"), "nodejs24.x");
        assert.deepEqual(input(lambda, "architectures"), ["arm64"]);
        assert.equal(input(lambda, "handler"), "index.handler");
        assert.deepEqual(input(lambda, "tracingConfig"), { mode: "Active" });
        const logs = only(plan, LOG_GROUP, lambda.name);
        assert.equal(input(logs, "name"), `/aws/lambda/${lambda.name}`);
        assert.equal(input(logs, "retentionInDays"), days);
        assert.equal(input(lambda, "loggingConfig.logGroup"), input(logs, "name"));
        assert.equal(input(lambda, "loggingConfig.logFormat"), "JSON");
        assert.ok(lambda.dependsOn.includes(logs.urn));
        assert.ok(lambda.dependsOn.includes(only(plan, ROLE_POLICY, lambda.name).urn));
        assert.match(codeOf(lambda), /^\[text sha256:/);
      }
    }
  });

  it("have the workload's memory and time; the webhook is cut after ten seconds", () => {
    const sizes = (plan: Plan, name: string) => {
      const lambda = only(plan, FUNCTION, name);
      return [input(lambda, "memorySize"), input(lambda, "timeout")];
    };
    assert.deepEqual(sizes(dev, "chatscale-dev-worker"), [512, 30]);
    assert.deepEqual(sizes(dev, "chatscale-dev-webhook"), [512, 10]);
    assert.deepEqual(sizes(prod, "chatscale-prod-aws-worker"), [1024, 60]);
    assert.deepEqual(sizes(prod, "chatscale-prod-aws-webhook"), [1024, 10]);
  });

  it("reserve calls for the worker in prod only", () => {
    const reserved = (plan: Plan, name: string): unknown =>
      input(only(plan, FUNCTION, name), "reservedConcurrentExecutions");
    assert.equal(reserved(dev, "chatscale-dev-worker"), undefined);
    assert.equal(reserved(prod, "chatscale-prod-aws-worker"), 50);
    assert.equal(reserved(prod, "chatscale-prod-aws-webhook"), undefined);
  });

  it("leave to Lambda itself what it needs to put the worker into the network", () => {
    const denied = (name: string) =>
      statements(only(dev, ROLE_POLICY, name)).filter(({ Effect }) => Effect === "Deny");
    assert.deepEqual(denied("chatscale-dev-webhook"), []);
    assert.deepEqual(denied("chatscale-dev-worker"), [
      {
        Effect: "Deny",
        Action: [
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:AssignPrivateIpAddresses",
          "ec2:UnassignPrivateIpAddresses",
        ],
        Resource: "*",
        Condition: { ArnLike: { "lambda:SourceFunctionArn": "arn:aws:lambda:*:*:function:*" } },
      },
    ]);
  });

  it("may do nothing but their own work", () => {
    const secret = "arn:aws:secretsmanager:secret:chatscale-dev-webhook-key";
    const traces = ["xray:PutTraceSegments xray:PutTelemetryRecords", "*"];
    const logs = (name: string) => [
      "logs:CreateLogStream logs:PutLogEvents",
      `arn:aws:logs:log-group:/aws/lambda/chatscale-dev-${name}:*`,
    ];
    assert.deepEqual(rights(dev, "chatscale-dev-webhook"), [
      logs("webhook"),
      traces,
      ["sqs:SendMessage", "arn:aws:sqs:chatscale-dev-events"],
      ["secretsmanager:GetSecretValue", secret],
    ]);
    assert.deepEqual(rights(dev, "chatscale-dev-worker"), [
      logs("worker"),
      traces,
      ["ec2:DescribeNetworkInterfaces ec2:DescribeSubnets", "*"],
      [
        "ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:AssignPrivateIpAddresses ec2:UnassignPrivateIpAddresses",
        "arn:aws:ec2:*/*",
      ],
      [
        "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes",
        "arn:aws:sqs:chatscale-dev-events",
      ],
      ["secretsmanager:GetSecretValue", secret],
      [
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:secret:chatscale-dev-session-store",
      ],
    ]);
    for (const name of ["chatscale-dev-webhook", "chatscale-dev-worker"]) {
      const role = only(dev, "aws:iam/role:Role", name);
      assert.match(String(input(role, "assumeRolePolicy")), /"Service":"lambda.amazonaws.com"/);
      const attached = ofType(dev, "aws:iam/rolePolicyAttachment:RolePolicyAttachment");
      assert.ok(attached.every(({ dependsOn }) => !dependsOn.includes(role.urn)));
    }
  });

  it("share a key that is generated, and stands in no plain place", () => {
    const password = only(
      dev,
      "random:index/randomPassword:RandomPassword",
      "chatscale-dev-webhook-key",
    );
    assert.deepEqual(password.inputs, { length: 48, special: false });
    const version = only(
      dev,
      "aws:secretsmanager/secretVersion:SecretVersion",
      "chatscale-dev-webhook-key",
    );
    assert.equal(input(version, "secretStringWo"), "[secret]");
    assert.equal(input(version, "secretStringWoVersion"), "[secret]");
    assert.equal(input(version, "secretString"), undefined);
    assert.equal(dev.outputs["webhookKey"], "[secret]");
    for (const lambda of ofType(dev, FUNCTION)) {
      assert.match(
        String(environment(lambda)["WEBHOOK_KEY_SECRET_ARN"]),
        /^arn:aws:secretsmanager:/,
      );
      assert.ok(lambda.dependsOn.includes(version.urn), "the first call finds the key");
    }
  });

  it("can be had back in prod: secret, queues and address", () => {
    const kept = (plan: Plan) =>
      [...ofType(plan, QUEUE), ...ofType(plan, "aws:apigatewayv2/api:Api")].filter(
        // What AWS tells of machines is of no use a few minutes later.
        ({ name }) => !name.endsWith("-termination"),
      );
    assert.deepEqual(new Set(kept(dev).map(({ protect }) => protect)), new Set([false]));
    assert.deepEqual(new Set(kept(prod).map(({ protect }) => protect)), new Set([true]));
    const window = (plan: Plan, name: string): unknown =>
      input(only(plan, SECRET, name), "recoveryWindowInDays");
    assert.equal(window(dev, "chatscale-dev-webhook-key"), 0);
    assert.equal(window(prod, "chatscale-prod-aws-webhook-key"), 30);
  });

  it("are told their settings", () => {
    const webhook = environment(only(dev, FUNCTION, "chatscale-dev-webhook"));
    assert.deepEqual(Object.keys(webhook).sort(), [
      "CALLBACK_HOSTS",
      "QUEUE_URL",
      "WEBHOOK_KEY_SECRET_ARN",
    ]);
    const worker = environment(only(dev, FUNCTION, "chatscale-dev-worker"));
    const own = Object.entries(worker).filter(([name]) => !/SECRET_ARN$|^SESSION/.test(name));
    assert.deepEqual(Object.fromEntries(own), {
      CALLBACK_HOSTS: "hooks.example.com",
      MODEL_BACKEND: "demo",
      TIMEOUT_SECONDS: "30",
    });
  });

  it("reach a real model by a key that only the worker may read", async () => {
    const plan = await planStack({
      projectDir: join(__dirname, "fixtures", "model"),
      stack: "dev",
    });
    const worker = environment(only(plan, FUNCTION, "chatscale-dev-worker"));
    assert.equal(worker["MODEL_URL"], "https://api.example.com/v1");
    assert.equal(worker["MODEL_NAME"], "small");
    assert.match(String(worker["MODEL_API_KEY_SECRET_ARN"]), /:secret:chatscale-dev-model-key-/);
    const readable = (name: string) =>
      rights(plan, name).filter(([action]) => action.startsWith("secretsmanager:"));
    assert.equal(readable("chatscale-dev-worker").length, 3);
    assert.equal(readable("chatscale-dev-webhook").length, 1);
    assert.doesNotMatch(JSON.stringify(plan), /not-a-real-ciphertext/);
  });

  it("share the session store as their ledger: the worker only, from within the VPC", () => {
    const worker = only(dev, FUNCTION, "chatscale-dev-worker");
    const [group] = input(worker, "vpcConfig.securityGroupIds") as string[];
    assert.equal((input(worker, "vpcConfig.subnetIds") as string[]).length, 2);
    const settings = environment(worker);
    assert.equal(settings["SESSION_STORE"], "redis");
    assert.match(String(settings["SESSION_STORE_HOST"]), /\.cache\.amazonaws\.com$/);
    assert.equal(settings["SESSION_STORE_PORT"], "6379");
    assert.match(
      String(settings["SESSION_STORE_PASSWORD_SECRET_ARN"]),
      /:secret:chatscale-dev-session-store-/,
    );
    const ways = ofType(dev, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
      .filter(({ inputs }) => inputs["securityGroupId"] === group)
      .map(({ inputs }) => [inputs["cidrIpv4"], inputs["fromPort"], inputs["toPort"]]);
    assert.deepEqual(ways.sort(), [
      ["0.0.0.0/0", 443, 443],
      ["10.0.0.0/16", 6379, 6379],
    ]);
    const way = only(
      dev,
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "chatscale-dev-worker-cache",
    );
    assert.equal(input(way, "referencedSecurityGroupId"), group);
  });

  it("stay out of the VPC where each instance keeps its own ledger", async () => {
    const plan = await planOf("dev", ...ON, "sessionStore=memory");
    const worker = only(plan, FUNCTION, "chatscale-dev-worker");
    assert.equal(input(worker, "vpcConfig"), undefined);
    assert.equal(environment(worker)["SESSION_STORE"], undefined);
    assert.ok(rights(plan, worker.name).every(([actions]) => !actions.includes("ec2:")));
  });
});

function environment(lambda: PlannedResource): Record<string, unknown> {
  return input(lambda, "environment.variables") as Record<string, unknown>;
}

function codeOf(lambda: PlannedResource): string {
  return (input(lambda, "code") as Record<string, string>)["index.js"] ?? "";
}
