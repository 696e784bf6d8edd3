import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { environmentOf, TUNED_GATEWAY } from "../support/gateway";
import { CIPHERTEXT, ENCRYPTED, planWithKey } from "../support/keyedStack";
import { input, ofType, only, planOf } from "../support/plans";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";

const POD = "spec.template.spec";
const CONTAINER = `${POD}.containers.0`;

/** The same assertions over each platform: one workload, honoured alike. */
for (const [platform, stack] of [
  ["eks", "dev"],
  ["aks", "dev-azure"],
  ["kubernetes", "local"],
] as const) {
  const onCloud = platform !== "kubernetes";

  describe(`the contract of a platform: ${platform}`, () => {
    let plan: Plan;
    const deployment = () => only(plan, DEPLOYMENT, `chatscale-${stack}-gateway`);
    /** Objects of the chatbot's own namespace; an edge proxy has its own. */
    const inNamespace = (type: string) =>
      ofType(plan, type).filter((object) => input(object, "metadata.namespace") === "chatbot");

    before(async () => {
      const set = [...TUNED_GATEWAY, "sessionStore=memory"];
      plan = await planOf(stack, ...set, ...(onCloud ? ["registry=false"] : []));
    });

    it("runs the image with its port, CPU and memory", () => {
      const pod = deployment();
      assert.equal(input(pod, `${CONTAINER}.image`), "registry.example.com/gateway:2");
      assert.equal(input(pod, `${CONTAINER}.ports.0.containerPort`), 9000);
      assert.deepEqual(input(pod, `${CONTAINER}.resources`), {
        requests: { cpu: "300m", memory: "400Mi" },
        limits: { memory: "400Mi" },
      });
    });

    it("tells the gateway its limits", () => {
      const { KEEP_ALIVE_SECONDS, ...environment } = environmentOf(deployment());
      // Longer than the balancer's idle timeout, which each platform counts in its own way.
      assert.ok(Number(KEEP_ALIVE_SECONDS) > (onCloud ? 100 : 60));
      assert.deepEqual(environment, {
        PORT: "9000",
        CONCURRENT_CHATS: "90",
        LONGEST_REPLY_SECONDS: "100",
        HEARTBEAT_SECONDS: "20",
        DRAIN_SECONDS: "100",
        MODEL_BACKEND: "demo",
        NODE_OPTIONS: "--max-old-space-size=300",
        SESSION_STORE: "memory",
        METRICS_PORT: "9090",
        TRUSTED_PROXY_HOPS: onCloud ? "1" : "0",
        AUTH: "none",
        PUBLIC: "true",
        ALLOW_ANONYMOUS: "true",
        CHATS_PER_MINUTE: "60",
      });
    });

    it("drains: routing forgets a replica, its streams end, and only then it is killed", () => {
      const pod = deployment();
      assert.deepEqual(input(pod, `${CONTAINER}.lifecycle`), {
        preStop: { sleep: { seconds: 10 } },
      });
      assert.equal(input(pod, `${POD}.terminationGracePeriodSeconds`), 115);
    });

    it("scales between the bounds, on the targets, and never fights the autoscaler", () => {
      const hpa = only(plan, HPA, `chatscale-${stack}-gateway`);
      assert.equal(input(deployment(), "spec.replicas"), undefined);
      assert.equal(input(hpa, "spec.minReplicas"), 2);
      assert.equal(input(hpa, "spec.maxReplicas"), 5);
      assert.deepEqual(
        (input(hpa, "spec.metrics") as { resource: unknown }[]).map(({ resource }) => resource),
        [
          { name: "cpu", target: { type: "Utilization", averageUtilization: 55 } },
          { name: "memory", target: { type: "Utilization", averageUtilization: 70 } },
        ],
      );
      assert.deepEqual(input(hpa, "spec.behavior.scaleUp"), {
        stabilizationWindowSeconds: 0,
        selectPolicy: "Max",
        policies: [
          { type: "Percent", value: 100, periodSeconds: 15 },
          { type: "Pods", value: 4, periodSeconds: 15 },
        ],
      });
    });

    it("runs within Pod Security restricted", () => {
      const pod = deployment();
      const namespaces = ofType(plan, "kubernetes:core/v1:Namespace");
      const namespace = namespaces.find((one) => input(one, "metadata.name") === "chatbot");
      assert.ok(namespace);
      const labels = input(namespace, "metadata.labels") as Record<string, string>;
      assert.equal(labels["pod-security.kubernetes.io/enforce"], "restricted");
      assert.equal(input(pod, `${POD}.automountServiceAccountToken`), false);
      assert.equal(input(pod, `${POD}.securityContext.runAsNonRoot`), true);
      assert.deepEqual(input(pod, `${POD}.securityContext.seccompProfile`), {
        type: "RuntimeDefault",
      });
      assert.deepEqual(input(pod, `${CONTAINER}.securityContext`), {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        capabilities: { drop: ["ALL"] },
      });
    });

    it("stays available: no replica is taken before another is ready", () => {
      const [budget, ...others] = inNamespace("kubernetes:policy/v1:PodDisruptionBudget");
      assert.ok(budget && others.length === 0);
      assert.equal(input(budget, "spec.maxUnavailable"), 1);
      assert.equal(input(budget, "spec.unhealthyPodEvictionPolicy"), "AlwaysAllow");
      assert.deepEqual(input(deployment(), "spec.strategy.rollingUpdate"), {
        maxSurge: "25%",
        maxUnavailable: 0,
      });
    });

    it("denies all traffic but the gateway's own", () => {
      const policies = inNamespace("kubernetes:networking.k8s.io/v1:NetworkPolicy");
      assert.equal(policies.length, 2);
      const [denyAll, gateway] = policies;
      assert.deepEqual(denyAll && input(denyAll, "spec"), {
        podSelector: {},
        policyTypes: ["Ingress", "Egress"],
      });
      const ports = gateway && input(gateway, "spec.ingress.0.ports");
      assert.deepEqual(ports, [{ protocol: "TCP", port: 9000 }]);
    });

    if (!onCloud) return;

    it("needs no reachable API server to destroy the chatbot", () => {
      const inCluster = plan.resources.filter(({ type }) => type.startsWith("kubernetes:"));
      assert.ok(inCluster.length >= 11, String(inCluster.length));
      for (const { urn, deletedWith } of inCluster)
        assert.match(deletedWith ?? "", /luster::/, urn);
    });

    it("has the same outputs", () => {
      assert.deepEqual(Object.keys(plan.outputs).sort(), [
        "clusterName",
        "dashboardUrl",
        "kubeconfig",
        "loadBalancerAddress",
        "loadBalancerId",
        "url",
      ]);
    });
  });
}

describe("the model's key", () => {
  it("reaches the pods as a file from the cloud's store, and never the plan", async () => {
    const plan = await planWithKey("aws", ENCRYPTED);
    assert.equal(ofType(plan, "kubernetes:core/v1:Secret").length, 0);
    const stored = only(
      plan,
      "aws:secretsmanager/secretVersion:SecretVersion",
      "chatscale-keyed-model-key",
    );
    assert.equal(input(stored, "secretStringWo"), "[secret]");
    const pod = only(plan, DEPLOYMENT, "chatscale-keyed-gateway");
    const mounts = input(pod, `${CONTAINER}.volumeMounts`) as { mountPath: string }[];
    assert.deepEqual(
      mounts.map(({ mountPath }) => mountPath),
      ["/tmp", "/var/run/secrets/chatbot"],
    );
    assert.ok(!JSON.stringify(plan).includes(CIPHERTEXT));
  });

  it("is refused in plain text, without being shown", async () => {
    await assert.rejects(planWithKey("aws", "sk-plain"), (error: Error) => {
      assert.match(error.message, /modelApiKey\n {4}must be encrypted/);
      assert.ok(!error.message.includes("sk-plain"));
      return true;
    });
  });
});
