import assert from "node:assert/strict";
import type { Plan } from "../../../plan/types";
import { planOfChatbot } from "../../support/chatbot";
import { input, only } from "../../support/plans";

const POD = "spec.template.spec";
const deploymentOf = (plan: Plan) => only(plan, "kubernetes:apps/v1:Deployment");
const ofPod = (plan: Plan, path: string): unknown => input(deploymentOf(plan), `${POD}.${path}`);

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly periodSeconds: number;
  readonly failureThreshold: number;
}

describe("the gateway's Deployment", () => {
  it("leaves the number of replicas to the autoscaler", async () => {
    const { inputs } = deploymentOf(await planOfChatbot());
    assert.ok(!("replicas" in (inputs["spec"] as object)));
  });

  it("bounds memory, and not the CPU", async () => {
    const gateway = { cpu: "0.75 vCPU", memory: "1Gi" };
    const plan = await planOfChatbot({ config: { gateway } });
    assert.deepEqual(ofPod(plan, "containers.0.resources"), {
      requests: { cpu: "750m", memory: "1Gi" },
      limits: { memory: "1Gi" },
    });
  });

  it("tells starting, broken and busy apart", async () => {
    const plan = await planOfChatbot();
    const probe = (name: string) => ofPod(plan, `containers.0.${name}`) as Probe;
    const [startup, liveness, readiness] = ["startup", "liveness", "readiness"].map((name) =>
      probe(`${name}Probe`),
    );
    assert.ok(startup && liveness && readiness);
    assert.equal(startup.httpGet.path, liveness.httpGet.path);
    assert.notEqual(readiness.httpGet.path, liveness.httpGet.path);
    const patience = ({ periodSeconds, failureThreshold }: Probe): number =>
      periodSeconds * failureThreshold;
    assert.equal(patience(startup), 60);
    assert.ok(patience(readiness) < patience(liveness), "it leaves the load balancer first");
  });

  it("spreads over zones and nodes, each version by itself, and runs unspread if need be", async () => {
    const plan = await planOfChatbot();
    const spread = ofPod(plan, "topologySpreadConstraints") as Record<string, unknown>[];
    assert.deepEqual(
      spread.map(({ topologyKey }) => topologyKey),
      ["topology.kubernetes.io/zone", "kubernetes.io/hostname"],
    );
    for (const constraint of spread) {
      assert.equal(constraint["whenUnsatisfiable"], "ScheduleAnyway");
      assert.deepEqual(constraint["matchLabelKeys"], ["pod-template-hash"]);
      assert.deepEqual(constraint["labelSelector"], input(deploymentOf(plan), "spec.selector"));
    }
  });

  it("bears the taints of the nodes that it may run on, and no others", async () => {
    const taint = { key: "example.com/spot", value: "yes", effect: "NoSchedule" } as const;
    const tainted = await planOfChatbot({ target: { tolerations: [taint] } });
    assert.deepEqual(ofPod(tainted, "tolerations"), [{ ...taint, operator: "Equal" }]);
    assert.deepEqual(ofPod(await planOfChatbot(), "tolerations"), []);
  });

  it("carries what the cloud knows its pods by", async () => {
    const podIdentity = {
      serviceAccountAnnotations: { "example.com/client-id": "42" },
      podLabels: { "example.com/use": "true" },
    };
    const plan = await planOfChatbot({ target: { podIdentity } });
    const labels = input(deploymentOf(plan), "spec.template.metadata.labels") as object;
    assert.ok("example.com/use" in labels);
    const account = only(plan, "kubernetes:core/v1:ServiceAccount");
    assert.deepEqual(input(account, "metadata.annotations"), { "example.com/client-id": "42" });
    assert.equal(ofPod(plan, "serviceAccountName"), input(account, "metadata.name"));
  });

  it("has the rights of nobody: no token, no root, no writes but to its /tmp", async () => {
    const plan = await planOfChatbot();
    assert.equal(ofPod(plan, "automountServiceAccountToken"), false);
    assert.equal(ofPod(plan, "enableServiceLinks"), false);
    assert.equal(ofPod(plan, "securityContext.runAsNonRoot"), true);
    assert.equal(ofPod(plan, "containers.0.securityContext.readOnlyRootFilesystem"), true);
    const mounts = ofPod(plan, "containers.0.volumeMounts") as Record<string, unknown>[];
    const writable = mounts.filter(({ readOnly }) => readOnly !== true);
    assert.deepEqual(writable, [{ name: "tmp", mountPath: "/tmp" }]);
  });

  it("waits for what the cluster needs before pods can run, and for its bounds", async () => {
    const plan = await planOfChatbot();
    const deployment = deploymentOf(plan);
    for (const type of ["ResourceQuota", "LimitRange"]) {
      const bound = only(plan, `kubernetes:core/v1:${type}`);
      assert.ok(deployment.dependsOn.includes(bound.urn), type);
    }
  });
});
