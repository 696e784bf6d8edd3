import assert from "node:assert/strict";
import fc from "fast-check";
import type { PlannedResource } from "../../plan/types";
import { environmentName } from "../../shared/naming";
import { aws } from "../support/awsInvariants";
import { AWS_NAMES, awsName, nameProblems, shortType } from "../support/awsNames";
import { FUNCTIONS, stackOf } from "../support/awsStacks";
import { planAs } from "../support/planAs";
import { planOf } from "../support/plans";

/** What Pulumi allows in the names of projects and stacks. */
const legal = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/);

/** Names that AWS has reserved, that end alike, or that are another's name and more. */
const tricky = fc.constantFrom(
  ...["internal", "sg", "aws", "ecs-", "fargate", "xn--", "sthree", "dev", "DEV", "dev-webhook"],
  ...["-", "a--", "0", "dev-worker", "d.e.v", "webhook", "a".repeat(100)],
);
const word = fc.oneof(legal, tricky);

/** Types whose names are told apart by what their resources belong to. */
const LOCAL = new Set(["apigatewayv2:Stage", "ecs:Service", "appautoscaling:Policy"]);

describe("names on AWS", () => {
  const resources: PlannedResource[] = [];
  const planned = environmentName("chatscale", "prod-aws");

  before(async () => {
    for (const capacity of ["nodes", "fargate"]) {
      const shared = { size: "prod", domain: "zone", market: "spot", functions: "on" };
      const levels = { ...shared, clouds: "both" };
      const { stack, set } = stackOf({ ...levels, capacity });
      resources.push(...aws(await planOf(stack, ...set)));
    }
  });

  /** The same resources under another prefix. */
  function renamed(environment: string): PlannedResource[] {
    const rename = (value: string) => value.replaceAll(planned, environment);
    return resources.map((resource) => ({
      ...resource,
      name: rename(resource.name),
      inputs: Object.fromEntries(
        Object.entries(resource.inputs).map(([key, value]) => [
          key,
          typeof value === "string" ? rename(value) : value,
        ]),
      ),
    }));
  }

  /** The names that the program itself chose, with their types: the others end in random digits. */
  function chosen(environment: string): string[] {
    return renamed(environment)
      .filter(({ type, inputs }) => {
        const rule = AWS_NAMES[shortType(type)];
        return rule && !LOCAL.has(shortType(type)) && inputs[rule.key ?? "name"] !== undefined;
      })
      .map((resource) => `${shortType(resource.type)} ${awsName(resource) ?? ""}`);
  }

  it("are legal and short enough, whatever the project and the stack are called", () => {
    fc.assert(
      fc.property(word, word, (project, stack) => {
        const problems = renamed(environmentName(project, stack)).flatMap(nameProblems);
        assert.deepEqual(problems, []);
      }),
    );
  });

  it("are never shared by two stacks of one account", () => {
    assert.ok(chosen(planned).length > 20);
    fc.assert(
      fc.property(word, word, word, word, (project, stack, otherProject, otherStack) => {
        fc.pre(project !== otherProject || stack !== otherStack);
        const taken = new Set(chosen(environmentName(project, stack)));
        const others = chosen(environmentName(otherProject, otherStack));
        assert.deepEqual(
          others.filter((name) => taken.has(name)),
          [],
        );
      }),
    );
  });

  it("all tell their stack", () => {
    for (const name of chosen(planned)) assert.match(name, new RegExp(planned), name);
  });

  it("are legal in the plan of a stack with a long name that begins as AWS's own do", async () => {
    const config = {
      cloud: "aws",
      gateway: { image: "registry.example.com/gateway:2" },
      kubernetesApi: { allowedCidrs: ["203.0.113.0/24"] },
      ingress: { accessLogs: true, webFirewall: true },
    };
    const long = "Production_of_the_chatbot-".repeat(4).slice(0, 100);
    const plan = await planAs("internal", long, config, FUNCTIONS);
    assert.match(plan.stack, /^Production/);
    assert.deepEqual(aws(plan).flatMap(nameProblems), []);
    const balancer = aws(plan).find(({ type }) => type === "aws:lb/loadBalancer:LoadBalancer");
    assert.match(balancer?.name ?? "", /^env-internal-[0-9a-f]{6}$/);
  });

  it("would be found where they are too long, or reserved", () => {
    const [problem] = renamed("a".repeat(25)).flatMap(nameProblems);
    assert.match(problem ?? "", /more than 32 characters/);
    const kinds = renamed("sg-dev")
      .flatMap(nameProblems)
      .map((text) => text.split(" ")[0]);
    assert.deepEqual([...new Set(kinds)], ["ec2:SecurityGroup"]);
  });
});
