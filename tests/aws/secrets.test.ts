import assert from "node:assert/strict";
import { versionOf } from "../../aws/secret";
import type { Plan } from "../../plan/types";
import { input, ofType, only, planOf } from "../support/plans";

const SECRET = "aws:secretsmanager/secret:Secret";
const CLASS = "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass";

describe("secrets on AWS", () => {
  let dev: Plan;
  let prod: Plan;

  before(async () => {
    dev = await planOf("dev");
    prod = await planOf("prod-aws");
  });

  it("lie in Secrets Manager, by an input that AWS never gives back", () => {
    const version = only(dev, "aws:secretsmanager/secretVersion:SecretVersion");
    assert.equal(input(version, "secretStringWo"), "[secret]");
    assert.equal(input(version, "secretStringWoVersion"), "[secret]");
    assert.equal(input(version, "secretString"), undefined);
  });

  it("can be brought back in prod, and free their name at once in dev", () => {
    assert.equal(input(only(prod, SECRET), "recoveryWindowInDays"), 30);
    assert.equal(input(only(dev, SECRET), "recoveryWindowInDays"), 0);
  });

  it("are written anew when their value changes", () => {
    assert.equal(versionOf("one"), versionOf("one"));
    assert.notEqual(versionOf("one"), versionOf("two"));
    assert.ok(Number.isInteger(versionOf("one")) && versionOf("one") < 2 ** 31);
  });

  it("are mounted by the gateway's pods, which may read these and no others", () => {
    const secret = only(dev, SECRET);
    const policy = only(dev, "aws:iam/rolePolicy:RolePolicy", "chatscale-dev-gateway");
    const { Statement } = JSON.parse(String(input(policy, "policy"))) as {
      Statement: { Action: string[]; Resource: string[] }[];
    };
    assert.equal(Statement.length, 1);
    assert.deepEqual(Statement[0]?.Action, [
      "secretsmanager:GetSecretValue",
      "secretsmanager:DescribeSecret",
    ]);
    assert.equal(Statement[0].Resource.length, 1);
    assert.match(
      Statement[0].Resource[0] ?? "",
      new RegExp(`^arn:aws:secretsmanager:us-east-1:\\d+:secret:${secret.name}-`),
    );

    const association = only(
      dev,
      "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      "chatscale-dev-gateway",
    );
    assert.equal(input(association, "namespace"), "chatbot");
    assert.equal(input(association, "serviceAccount"), "gateway");

    const parameters = input(only(dev, CLASS), "spec.parameters") as Record<string, string>;
    assert.equal(parameters["usePodIdentity"], "true");
    assert.deepEqual(JSON.parse(parameters["objects"] ?? ""), [
      {
        objectName: Statement[0].Resource[0],
        objectType: "secretsmanager",
        objectAlias: "session-store-password",
      },
    ]);
  });

  it("come before the pods that mount them", () => {
    const pod = only(dev, "kubernetes:apps/v1:Deployment", "chatscale-dev-gateway");
    const names = pod.dependsOn.map((urn) => urn.split("::").slice(2).join(" "));
    for (const part of ["secrets-store", "SecretVersion", "SecretProviderClass"]) {
      assert.ok(
        names.some((name) => name.includes(part)),
        part,
      );
    }
  });

  it("replace the pods that hold old values: both are told of each version", () => {
    const { urn } = only(dev, "aws:secretsmanager/secretVersion:SecretVersion");
    const pod = only(dev, "kubernetes:apps/v1:Deployment", "chatscale-dev-gateway");
    const path = "spec.template.metadata.annotations";
    const annotations = input(pod, path) as Record<string, string>;
    assert.deepEqual(Object.keys(annotations), ["chatbot/secrets-revision"]);
    assert.match(annotations["chatbot/secrets-revision"] ?? "", /^terraform-\d+$/);
    assert.ok(pod.unknown.includes(`${path}["chatbot/secrets-revision"]`), "new with each version");
    assert.ok(pod.dependsOn.includes(urn));
  });

  it("replace tasks as well", async () => {
    const plan = await planOf("dev-ecs");
    const task = only(plan, "aws:ecs/taskDefinition:TaskDefinition");
    const [container] = JSON.parse(String(input(task, "containerDefinitions"))) as {
      dockerLabels: Record<string, string>;
    }[];
    assert.match(container?.dockerLabels["chatbot.secrets-revision"] ?? "", /^terraform-\d+$/);
    const { urn } = only(plan, "aws:secretsmanager/secretVersion:SecretVersion");
    assert.ok(task.dependsOn.includes(urn));
  });

  it("are stored after the session store has taken them", () => {
    const version = only(dev, "aws:secretsmanager/secretVersion:SecretVersion");
    const group = only(dev, "aws:elasticache/replicationGroup:ReplicationGroup");
    assert.ok(version.dependsOn.includes(group.urn));
  });

  it("are described to the cluster after the driver that knows the description", () => {
    const [addon] = ofType(dev, "aws:eks/addon:Addon").filter(
      ({ inputs }) => inputs["addonName"] === "aws-secrets-store-csi-driver-provider",
    );
    assert.ok(addon);
    assert.ok(only(dev, CLASS).dependsOn.includes(addon.urn));
  });

  it("need no driver where there are none", async () => {
    const plan = await planOf("dev", "sessionStore=memory");
    assert.equal(ofType(plan, CLASS).length, 0);
    assert.equal(
      ofType(plan, "aws:eks/addon:Addon").filter(({ inputs }) =>
        JSON.stringify(inputs["addonName"]).includes("secrets-store"),
      ).length,
      0,
    );
  });
});
