import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { listStacks, readStack } from "../../../plan/stackFile";
import type { Json } from "../../../plan/types";
import {
  FRONT_DOOR,
  FUNCTIONS,
  NO_CERTIFICATE,
  pairwiseStacks,
  stackOf,
} from "../../support/azureStacks";
import { ONE_CLOUD } from "../../support/failover";
import { withValue } from "../../support/json";
import { PROJECT_DIR } from "../../support/plans";
import { check, useSdks, type Report } from "./checker";
import { MAPPINGS, NOT_COVERED } from "./mappings";
import { azureResourcesOf, type AzureResource } from "./planned";

/** Functions, and a model whose key is in the vault. */
const MODEL = {
  projectDir: join(PROJECT_DIR, "tests", "azure", "fixtures", "model"),
  stack: "dev",
};

/** Config that no pair of levels has, and that changes what the stacks ask of Azure. */
const VARIANTS: readonly (readonly [stack: string, ...set: string[]])[] = [
  ["dev-azure", "location=westeurope", "nodes.spotMax=2", "tags={team: chat}"],
  [
    "prod-azure",
    "alarms.email=oncall@example.com",
    'kubernetesApi.adminGroupIds=["00000000-0000-4000-8000-000000000000"]',
  ],
];

describe("Azure's SDK models", () => {
  const sdks = useSdks();
  const checked = new Set<string>();
  const newer = new Set<string>();

  async function accept(options: Parameters<typeof azureResourcesOf>[0]): Promise<void> {
    const resources = await azureResourcesOf(options);
    const report = await check(sdks(), resources);
    for (const type of Object.keys(report.checked)) checked.add(type);
    for (const path of report.newer) newer.add(path);
    process.stdout.write(`      ${summary(report)}\n`);
    assert.equal(report.problems.length, 0, `\n${lines(report)}`);
    assert.equal(total(report.checked) + total(report.notCovered), resources.length);
  }

  describe("accept every request of", () => {
    const stacks = listStacks(PROJECT_DIR).filter(
      (stack) => readStack(PROJECT_DIR, stack).config["chatscale:cloud"] === "azure",
    );
    for (const stack of stacks) {
      it(`the stack ${stack}`, () => accept({ projectDir: PROJECT_DIR, stack }));
    }

    for (const [stack, ...set] of VARIANTS) {
      it(`the stack ${stack} with ${set.map((value) => value.split("=")[0]).join(", ")}`, () =>
        accept({ projectDir: PROJECT_DIR, stack, set }));
    }

    for (const levels of pairwiseStacks()) {
      it(`a stack with ${Object.values(levels).join(", ")}`, () =>
        accept({ projectDir: PROJECT_DIR, ...stackOf(levels) }));
    }

    it("a stack with functions and a model's key", () => accept(MODEL));
  });

  describe("cover", () => {
    it("types that Pulumi's SDK has", () => {
      const types = [...Object.keys(MAPPINGS), ...Object.keys(NOT_COVERED)];
      assert.deepEqual(
        types.filter((type) => !isInSdk(type)),
        [],
      );
    });

    it("a type either by a request or by a reason why not", () => {
      for (const [type, why] of Object.entries(NOT_COVERED)) {
        assert.ok(!(type in MAPPINGS), type);
        assert.ok(why.length > 10, type);
      }
    });

    it("every mapped type in a plan of this test", () => {
      assert.deepEqual(
        Object.keys(MAPPINGS).filter((type) => !checked.has(type)),
        [],
      );
    });

    it("what is newer than an SDK only where a plan has it", () => {
      const told = Object.entries(MAPPINGS).flatMap(([type, { newer: paths = {} }]) =>
        Object.keys(paths).map((path) => `${type} ${path}`),
      );
      assert.deepEqual(told.sort(), [...newer].sort());
    });
  });

  describe("refuse", () => {
    let resources: readonly AzureResource[];

    before(async () => {
      resources = await azureResourcesOf({
        projectDir: PROJECT_DIR,
        stack: "prod-azure",
        set: [FRONT_DOOR, NO_CERTIFICATE, ONE_CLOUD, ...FUNCTIONS],
      });
    });

    const cases: readonly (readonly [
      what: string,
      type: string,
      path: string,
      value: Json | undefined,
      found: RegExp,
    ])[] = [
      [
        "a value that is not in an enum",
        "containerservice:ManagedCluster",
        "networkProfile.outboundType",
        "natGateway",
        /^networkProfile\.outboundType: "natGateway" must be one of loadBalancer, /,
      ],
      [
        "a value that is not in an enum, in a list",
        "containerservice:ManagedCluster",
        "agentPoolProfiles.0.osSKU",
        "Debian",
        /^agentPoolProfiles\.osSKU: "Debian" must be one of .*AzureLinux3/,
      ],
      [
        "a value that is not in a closed enum",
        "keyvault:Vault",
        "properties.sku.name",
        "basic",
        /^properties\.sku\.name: "basic" must be one of standard, premium$/,
      ],
      [
        "a name that is too long",
        "storage:StorageAccount",
        "accountName",
        "a".repeat(25),
        /^accountName: .* must not have 25 characters: most 24/,
      ],
      [
        "a name that is too long, below the top level",
        "frontdoor:Policy",
        "customRules.rules.0.name",
        "r".repeat(129),
        /^customRules\.rules\.name: .* must not have 129 characters: most 128/,
      ],
      [
        "a name that does not match its pattern",
        "containerservice:AgentPool",
        "agentPoolName",
        "User-1",
        /^agentPoolName: "User-1" must match /,
      ],
      [
        "a property that does not exist",
        "containerregistry:Registry",
        "adminUser",
        false,
        /^adminUser: is no member$/,
      ],
      [
        "a misspelt property below the top level",
        "network:Subnet",
        "natGateway.ID",
        "x",
        /^natGateway\.ID: is no member$/,
      ],
      [
        "a property that Azure alone sets",
        "network:VirtualNetwork",
        "resourceGuid",
        "x",
        /^resourceGuid: is set by Azure alone$/,
      ],
      [
        "a required property that is absent",
        "containerregistry:Registry",
        "sku",
        undefined,
        /^sku: is required$/,
      ],
      [
        "a required property that is absent, below the top level",
        "monitor:MetricAlert",
        "criteria.allOf.0.metricName",
        undefined,
        /^criteria\.allOf\.metricName: is required$/,
      ],
      ["an argument that is absent", "web:WebApp", "name", undefined, /^name: is required$/],
      [
        "a number out of range",
        "containerservice:MaintenanceConfiguration",
        "maintenanceWindow.durationHours",
        25,
        /^maintenanceWindow\.durationHours: 25 must be at most 24$/,
      ],
      [
        "a number out of range, in a list",
        "cdn:AFDOrigin",
        "weight",
        1001,
        /^weight: 1001 must be at most 1000$/,
      ],
      [
        "a text for a number",
        "network:NatGateway",
        "idleTimeoutInMinutes",
        "4",
        /^idleTimeoutInMinutes: "4" must be Number$/,
      ],
      [
        "a time that is not written as Azure writes it",
        "servicebus:Queue",
        "lockDuration",
        "300s",
        /^lockDuration: "300s" must be TimeSpan$/,
      ],
      [
        "an id that is none",
        "keyvault:Vault",
        "properties.tenantId",
        "mine",
        /^properties\.tenantId: "mine" must be Uuid$/,
      ],
      [
        "a kind of criteria that there is not",
        "monitor:MetricAlert",
        "criteria.odataType",
        "Microsoft.Azure.Monitor.OneCriteria",
        /^criteria\.odataType: .* is no kind of MetricAlertCriteria$/,
      ],
      [
        "one thing where a list belongs",
        "network:VirtualNetwork",
        "addressSpace.addressPrefixes",
        "10.0.0.0/16",
        /^addressSpace\.addressPrefixes: "10\.0\.0\.0\/16" must be a list$/,
      ],
    ];

    for (const [what, type, path, value, found] of cases) {
      it(`${what}: ${type} ${path}`, async () => {
        const resource = resources.find((one) => one.type === type);
        assert.ok(resource, type);
        assert.deepEqual((await check(sdks(), [resource])).problems, []);
        const broken = { ...resource, inputs: withValue(resource.inputs, path, value) };
        const report = await check(sdks(), [broken]);
        const problems = report.problems.map(({ path: at, why }) => `${at}: ${why}`);
        assert.ok(
          problems.some((problem) => found.test(problem)),
          `not ${found}: ${problems.join("; ")}`,
        );
      });
    }

    it("a type without a mapping", async () => {
      const [resource] = resources;
      assert.ok(resource);
      const { problems } = await check(sdks(), [{ ...resource, type: "web:StaticSite" }]);
      assert.deepEqual(
        problems.map(({ type, why }) => `${type}: ${why}`),
        ["web:StaticSite: no mapping, and no reason for none"],
      );
    });
  });
});

function isInSdk(type: string): boolean {
  const [module = "", name = ""] = type.split(":");
  const folder = join(PROJECT_DIR, "node_modules", "@pulumi", "azure-native", module);
  const files = readdirSync(folder).map((file) => file.toLowerCase());
  return files.includes(`${name.toLowerCase()}.d.ts`);
}

function summary({ checked, notCovered }: Report): string {
  const rest = Object.keys(notCovered);
  const others = rest.length === 0 ? "" : ` (${rest.join(", ")})`;
  return `${total(checked)} requests accepted, ${total(notCovered)} resources not covered${others}`;
}

function lines({ problems }: Report): string {
  return problems.map(({ resource, path, why }) => `  ${resource} ${path}: ${why}`).join("\n");
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
