import assert from "node:assert/strict";
import { valueAt, type Carried, type Refused } from "../cli/parity/answer";
import { PARITY } from "../cli/parity/page";
import type { Json, Plan, PlannedResource } from "../plan/types";
import { PLATFORM_NAMES, type PlatformName } from "../shared/config/schema";
import type { ChatbotWorkload } from "../shared/workload";
import { input, only } from "./support/plans";
import { planVariant, VARIANTS, type Planned } from "./support/variants";

/** A value that has no fields of its own: one that is plain, a list of such, or an output. */
function isLeaf(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isLeaf);
  return Object.getPrototypeOf(value) !== Object.prototype;
}

/** Every field of a workload by its path; an alarm goes by its metric. */
function leavesOf(value: object, prefix = ""): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  for (const [key, inner] of Object.entries(value)) {
    const path = `${prefix}${key}`;
    if (isLeaf(inner)) leaves.set(path, inner);
    else for (const [name, leaf] of leavesOf(inner as object, `${path}.`)) leaves.set(name, leaf);
  }
  return leaves;
}

function fieldsOf({ alarms, ...workload }: ChatbotWorkload): Map<string, unknown> {
  const byMetric = alarms.map(({ metric, ...parts }) => [metric, parts]);
  return leavesOf({ ...workload, alarms: Object.fromEntries(byMetric) as object });
}

/** The one resource that carries a field, if it is there. */
function carrierOf(plan: Plan, { type, name }: Carried): PlannedResource | undefined {
  const fullName = ["chatscale-parity", ...(name === undefined ? [] : [name])].join("-");
  const found = plan.resources.filter((one) => one.type === type && one.name === fullName);
  assert.ok(found.length < 2, `${found.length} of ${type} ${fullName}`);
  return found[0];
}

/** What stands where a field should be: with a path a value, without one whether it exists. */
function foundAt(plan: Plan, carried: Carried): Json | undefined {
  const resource = carrierOf(plan, carried);
  if (carried.path === undefined) return resource !== undefined;
  return resource && valueAt(resource.inputs, carried.path);
}

function isShown(found: Json | undefined, shown: Json | RegExp): boolean {
  if (shown instanceof RegExp) return typeof found === "string" && shown.test(found);
  return found === shown;
}

describe("the contract of the platforms", () => {
  /** By platform, what is planned for each variant of the workload. */
  const planned = new Map<PlatformName, readonly Planned[]>();

  before(async () => {
    for (const platform of PLATFORM_NAMES) {
      const plans = VARIANTS.map((_, index) => planVariant(platform, index));
      planned.set(platform, await Promise.all(plans));
    }
  });

  it("has a row for every field of the workload, and for nothing else", () => {
    const fields = [...planned.values()]
      .flat()
      .flatMap(({ workload }) => [...fieldsOf(workload).keys()]);
    assert.deepEqual([...new Set(fields)].sort(), Object.keys(PARITY).sort());
  });

  for (const platform of PLATFORM_NAMES) {
    describe(platform, () => {
      // On a cluster that is there already, keeping logs is the cluster's own business.
      if (platform !== "kubernetes") {
        it("keeps what the gateway writes, for a time that ends", () => {
          const [{ plan } = assert.fail()] = planned.get(platform) ?? [];
          assert.equal(KEPT_LOGS[platform](plan), platform === "aks" ? 30 : 7);
        });
      }

      it("has the outputs of every platform", () => {
        const [{ plan } = assert.fail()] = planned.get(platform) ?? [];
        assert.deepEqual(Object.keys(plan.outputs).sort(), outputsOf(platform).sort());
      });

      for (const [field, answers] of Object.entries(PARITY)) {
        const answer = answers[platform];
        if ("error" in answer) {
          it(`refuses ${field} where it cannot be had`, () => assertRefused(platform, answer));
        } else {
          it(`carries ${field}`, () => {
            assertCarried(planned.get(platform) ?? [], field, answer);
          });
        }
      }
    });
  }
});

/** What the functions are like is nobody's concern where there are none. */
function isMoot(field: string, { functions }: ChatbotWorkload): boolean {
  return field.startsWith("functions.") && field !== "functions.enabled" && !functions.enabled;
}

function outputsOf(platform: PlatformName): string[] {
  if (platform === "kubernetes") return ["clusterName", "url"];
  const own = platform.startsWith("ecs") ? [] : ["kubeconfig"];
  const apps = platform === "aks" ? ["functionApps"] : [];
  return [
    ...["clusterName", "dashboardUrl", "loadBalancerAddress", "loadBalancerId"],
    ...["registryUrl", "url", "webhookKey", "webhookUrl", ...own, ...apps],
  ];
}

/** The days for which each cloud keeps what the gateway writes, and the way it takes. */
const KEPT_LOGS: Readonly<Record<Exclude<PlatformName, "kubernetes">, (plan: Plan) => unknown>> = {
  eks: (plan) => {
    const addon = only(plan, "aws:eks/addon:Addon", "chatscale-parity-cloudwatch");
    const settings = String(input(addon, "configurationValues"));
    assert.equal(valueAt(settings, "containerLogs.enabled"), true);
    const group = only(plan, LOG_GROUP, "chatscale-parity-application");
    assert.equal(input(group, "name"), "/aws/containerinsights/chatscale-parity/application");
    assert.ok(addon.dependsOn.includes(group.urn));
    return input(group, "retentionInDays");
  },
  "ecs (fargate)": daysOfTaskLogs,
  "ecs (asg)": daysOfTaskLogs,
  aks: (plan) => {
    const rule = only(
      plan,
      "azure-native:monitor:DataCollectionRule",
      "chatscale-parity-logs",
    ).inputs;
    assert.equal(valueAt(rule, "dataFlows.0.streams.0"), "Microsoft-ContainerLogV2");
    assert.match(textOf(valueAt(rule, "dataFlows.0.transformKql")), /in \(\\"chatbot\\"/);
    const workspace = only(plan, "azure-native:operationalinsights:Workspace");
    assert.match(
      textOf(valueAt(rule, "destinations.logAnalytics.0.workspaceResourceId")),
      /\/workspaces\/chatscale-parity"$/,
    );
    assert.equal(input(workspace, "workspaceName"), "chatscale-parity");
    return input(workspace, "retentionInDays");
  },
};

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

function daysOfTaskLogs(plan: Plan): unknown {
  const task = only(plan, "aws:ecs/taskDefinition:TaskDefinition").inputs;
  const logs = "containerDefinitions.gateway.logConfiguration";
  assert.equal(valueAt(task, `${logs}.logDriver`), "awslogs");
  const group = only(plan, LOG_GROUP, "chatscale-parity-gateway");
  assert.equal(valueAt(task, `${logs}.options.awslogs-group`), input(group, "name"));
  return input(group, "retentionInDays");
}

/** The property follows the field through every variant, and the field differs among them. */
function assertCarried(variants: readonly Planned[], field: string, carried: Carried): void {
  const shown = variants.map(({ workload }) => {
    const value = isMoot(field, workload) ? undefined : fieldsOf(workload).get(field);
    return value === undefined ? undefined : carried.format.show(value, workload);
  });
  const texts = shown.map(textOf);
  assert.ok(new Set(texts).size > 1, `${field} is the same in every variant`);
  variants.forEach(({ plan }, index) => {
    const found = foundAt(plan, carried);
    shown.forEach((expected, other) => {
      if (expected === undefined) return;
      const what = `${field} in variant ${index}: found ${textOf(found)}, and for ${textOf(expected)}`;
      assert.equal(isShown(found, expected), texts[index] === texts[other], what);
    });
  });
}

function textOf(shown: Json | RegExp | undefined): string {
  return shown instanceof RegExp ? shown.source : JSON.stringify(shown);
}

/** What came of asking; several fields may be asked for by one change, which is planned once. */
const answers = new Map<unknown, Promise<string>>();

async function assertRefused(platform: PlatformName, { asked, error }: Refused): Promise<void> {
  const byConfig = typeof asked !== "function";
  const key = byConfig ? `${platform}: ${JSON.stringify(asked)}` : asked;
  const ask = byConfig ? { set: asked } : { change: asked };
  const answer = answers.get(key) ?? planVariant(platform, 0, ask).then(() => "planned", String);
  answers.set(key, answer);
  const text = await answer;
  assert.ok(text.includes(error), text);
}
