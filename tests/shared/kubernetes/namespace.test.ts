import assert from "node:assert/strict";
import fc from "fast-check";
import { createQuota } from "../../../shared/kubernetes/namespace";
import { planOfChatbot, workloadOf } from "../../support/chatbot";
import { input, ofType, only, planOfProgram } from "../../support/plans";

const QUOTA = "kubernetes:core/v1:ResourceQuota";

type Hard = Readonly<Record<string, string>>;

describe("the namespace", () => {
  it("refuses pods that are not restricted, and warns and records as well", async () => {
    const namespace = only(await planOfChatbot(), "kubernetes:core/v1:Namespace");
    const labels = input(namespace, "metadata.labels") as Record<string, string>;
    for (const mode of ["enforce", "warn", "audit"]) {
      assert.equal(labels[`pod-security.kubernetes.io/${mode}`], "restricted");
    }
  });

  it("is there before anything in it, and holds all of the chatbot", async () => {
    const plan = await planOfChatbot();
    const namespace = only(plan, "kubernetes:core/v1:Namespace");
    const name = input(namespace, "metadata.name");
    const inside = plan.resources.filter((each) => input(each, "metadata.namespace") !== undefined);
    assert.ok(inside.length >= 8, String(inside.length));
    const first = new Set(inside.filter((each) => each.dependsOn.includes(namespace.urn)));
    const urns = new Set([...first].map(({ urn }) => urn));
    const isAfter = (urn: string): boolean =>
      urns.has(urn) ||
      plan.resources.some((each) => each.urn === urn && each.dependsOn.some(isAfter));
    for (const each of inside) {
      assert.equal(input(each, "metadata.namespace"), name, each.urn);
      assert.ok(isAfter(each.urn), each.urn);
    }
  });

  it("gives containers that ask for nothing enough to be admitted by the quota", async () => {
    const plan = await planOfChatbot();
    const limits = only(plan, "kubernetes:core/v1:LimitRange");
    const given = input(limits, "spec.limits.0") as Record<string, Hard | string>;
    const hard = input(only(plan, QUOTA), "spec.hard") as Hard;
    assert.equal(given["type"], "Container");
    for (const key of Object.keys(hard).filter((each) => each.includes("."))) {
      const [kind, resource = ""] = key.split(".");
      const defaults = given[kind === "requests" ? "defaultRequest" : "default"] as Hard;
      assert.ok(resource in defaults, key);
    }
  });

  it("lets the gateway push out others, and nothing in other namespaces by default", async () => {
    const [priority, ...others] = ofType(
      await planOfChatbot(),
      "kubernetes:scheduling.k8s.io/v1:PriorityClass",
    );
    assert.ok(priority);
    assert.deepEqual(others, []);
    assert.equal(input(priority, "globalDefault"), false);
    assert.ok(Number(input(priority, "value")) > 0);
  });
});

describe("the quota", () => {
  it("holds the most replicas, those that a new version adds, and those that still end", async () => {
    const gateway = { maxReplicas: 10, cpu: "0.3 vCPU", memory: "400Mi" };
    const plan = await planOfChatbot({ config: { gateway } });
    assert.deepEqual(input(only(plan, QUOTA), "spec.hard"), {
      pods: "23",
      "requests.cpu": "6900m",
      "requests.memory": "9200Mi",
      "limits.memory": "9200Mi",
      services: "1",
    });
  });

  it("admits a rolling update at any scale", async () => {
    const maxes = fc.sample(fc.integer({ min: 1, max: 500 }), 20);
    const { gateway } = workloadOf();
    const plan = await planOfProgram(() => {
      maxes.forEach((max, index) => {
        const scaling = { ...gateway.scaling, max };
        createQuota(String(index), { ...gateway, scaling }, {});
      });
    });
    maxes.forEach((max, index) => {
      const hard = input(only(plan, QUOTA, `${index}-quota`), "spec.hard") as Hard;
      // Kubernetes rounds maxSurge up.
      assert.equal(Number(hard["pods"]), 2 * max + Math.ceil(max * 0.25), String(max));
    });
  });
});
