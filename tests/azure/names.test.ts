import assert from "node:assert/strict";
import fc from "fast-check";
import { globalNames, SUFFIX_LENGTH, uuidOf } from "../../azure/names";
import type { JsonObject, PlannedResource } from "../../plan/types";
import { environmentName } from "../../shared/naming";
import { nameProblems, sharedNames } from "../support/azureNames";
import { azure, shortType } from "../support/azurePlan";
import { FUNCTIONS, stackOf } from "../support/azureStacks";
import { planAs } from "../support/planAs";
import { planOf } from "../support/plans";

const LEGAL = {
  redis: /^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$/,
  registry: /^[a-z0-9]{5,50}$/,
  vault: /^(?=.{3,24}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  serviceBus: /^(?=.{6,50}$)(?!.*-(sb|mgmt)$)[a-z][a-z0-9-]*[a-z0-9]$/,
  webhook: /^(?=.{2,60}$)[a-z0-9]+(-[a-z0-9]+)*$/,
  worker: /^(?=.{2,60}$)[a-z0-9]+(-[a-z0-9]+)*$/,
  webhookStorage: /^[a-z0-9]{3,24}$/,
  workerStorage: /^[a-z0-9]{3,24}$/,
};

/** What Pulumi allows in the names of projects and stacks. */
const legal = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/);

/** Names that Azure has reserved, that are short, or that are another's name and more. */
const tricky = fc.constantFrom(
  ...["microsoft", "Windows", "win-dows", "login", "azure", "dev", "DEV", "dev-nodes", "nodes"],
  ...["-", "a", "b", "0", "d.e.v", "dev-webhook", "webhook", "dev_nodes", "a".repeat(100)],
);
const word = fc.oneof(legal, tricky);
const suffix = fc.stringMatching(new RegExp(`^[a-z0-9]{${SUFFIX_LENGTH}}$`));

describe("names that all of Azure shares", () => {
  it("are legal for any stack, and end in the stack's own suffix", () => {
    fc.assert(
      fc.property(word, word, suffix, (project, stack, end) => {
        const names = globalNames(environmentName(project, stack), end);
        for (const [kind, pattern] of Object.entries(LEGAL)) {
          const name = names[kind as keyof typeof names];
          assert.match(name, pattern);
          assert.ok(name.endsWith(end), name);
        }
        assert.deepEqual(Object.keys(names).sort(), Object.keys(LEGAL).sort());
        assert.notEqual(names.webhookStorage, names.workerStorage);
        assert.notEqual(names.webhook, names.worker);
      }),
    );
  });
});

describe("names on Azure", () => {
  const resources: PlannedResource[] = [];
  let named: readonly PlannedResource[];
  const planned = environmentName("chatscale", "prod-azure");

  before(async () => {
    const levels = {
      ...{ size: "prod", domain: "own", api: "public", functions: "on" },
      ...{ disk: "remote", zones: "3", store: "redis", clouds: "both" },
    };
    for (const mode of ["managed", "explicit", "frontDoor"]) {
      const { stack, set } = stackOf({ ...levels, mode });
      resources.push(...azure(await planOf(stack, ...set)));
    }
    named = resources
      .filter(({ type }) => !SUFFIXED.has(shortType(type)))
      .map((resource) => ({ ...resource, inputs: namesIn(resource.inputs) }));
  });

  /** The same resources under another prefix; names with a suffix are `globalNames`', tested above. */
  function renamed(environment: string): PlannedResource[] {
    const texts = JSON.stringify(named.map(({ inputs }) => inputs))
      .replaceAll(planned, environment)
      .replaceAll(planned.replaceAll("-", ""), environment.replaceAll("-", ""));
    const inputs = JSON.parse(texts) as PlannedResource["inputs"][];
    return named.map((resource, index) => ({ ...resource, inputs: inputs[index] ?? {} }));
  }

  it("are legal and of a length that Azure takes, whatever the project and the stack are called", () => {
    fc.assert(
      fc.property(word, word, (project, stack) => {
        const problems = renamed(environmentName(project, stack)).flatMap(nameProblems);
        assert.deepEqual(problems, []);
      }),
    );
  });

  it("are never shared by two stacks of one subscription", () => {
    const kinds = renamed(planned).flatMap(sharedNames);
    assert.equal(new Set(kinds).size, 2, kinds.join());
    fc.assert(
      fc.property(word, word, word, word, (project, stack, otherProject, otherStack) => {
        fc.pre(project !== otherProject || stack !== otherStack);
        const taken = new Set(renamed(environmentName(project, stack)).flatMap(sharedNames));
        const others = renamed(environmentName(otherProject, otherStack)).flatMap(sharedNames);
        assert.deepEqual(
          others.filter((name) => taken.has(name)),
          [],
        );
      }),
      // AKS makes a group for the nodes of each: it must not be the second stack's own.
      { examples: [["chat", "dev", "chat", "dev-nodes"]] },
    );
  });

  it("end in the suffix wherever all of Azure shares them", () => {
    const shared = new Set(resources.flatMap(sharedNames));
    for (const name of shared) {
      const [type = ""] = name.split(" ");
      if (type === "resources:ResourceGroup") continue;
      assert.ok(SUFFIXED.has(type), name);
      assert.match(name, /[a-z0-9]{6}$/);
    }
    assert.ok(shared.size > 8);
  });

  it("would be found where they are too long, or reserved", () => {
    const kinds = (environment: string) =>
      renamed(environment)
        .flatMap(nameProblems)
        .map((text) => text.split(" ")[0]);
    assert.ok(kinds("a".repeat(45)).includes("monitor:DataCollectionEndpoint"));
    assert.ok(kinds("chat-windows").includes("containerservice:ManagedCluster"));
    assert.ok(kinds("a-b").includes("operationalinsights:Workspace"));
  });

  it("are legal in the plan of a stack with a long name and one that Azure reserves", async () => {
    const config = {
      cloud: "azure",
      gateway: { image: "registry.example.com/gateway:2" },
      kubernetesApi: { allowedCidrs: ["203.0.113.0/24"] },
    };
    const long = "Production_of_the_chatbot-".repeat(3);
    const plan = await planAs("windows", long, config, FUNCTIONS);
    assert.deepEqual(azure(plan).flatMap(nameProblems), []);
    const group = azure(plan).find(({ type }) => type.endsWith(":ResourceGroup"));
    assert.match(group?.name ?? "", /^env-[0-9a-f]{6}$/);
  });
});

/** The inputs that a name can be in. */
function namesIn(inputs: JsonObject): JsonObject {
  const few = Object.entries(inputs).filter(
    ([key, value]) => key === "dnsSettings" || (typeof value === "string" && value.length < 300),
  );
  return Object.fromEntries(few);
}

/** Types whose names all of Azure shares, and end in what was made up for the stack. */
const SUFFIXED = new Set([
  "containerregistry:Registry",
  "keyvault:Vault",
  "redisenterprise:RedisEnterprise",
  "servicebus:Namespace",
  "storage:StorageAccount",
  "web:AppServicePlan",
  "web:WebApp",
]);

describe("the UUID of a text", () => {
  it("is the one of the standard's example", () => {
    // RFC 9562, appendix A.4.
    assert.equal(uuidOf("www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    assert.notEqual(uuidOf("www.example.org"), uuidOf("www.example.com"));
  });
});
