import assert from "node:assert/strict";
import { compare } from "../../diff/compare";
import type { PlannedResource, Trace } from "../../plan/types";
import { comparablePlan } from "../support/comparablePlan";
import { planned } from "../support/planned";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const GROUP = "aws:autoscaling/group:Group";
const CLUSTER = "aws:eks/cluster:Cluster";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

const urn = (type: string, name: string): string => `urn:pulumi:s::p::${type}::${name}`;

function resource(
  type: string,
  name: string,
  inputs: PlannedResource["inputs"] = {},
  more: Partial<PlannedResource> = {},
): PlannedResource {
  return planned(type, name, { urn: urn(type, name), inputs, ...more });
}

type Traces = Readonly<Record<string, Readonly<Record<string, Trace>>>>;

function operations(
  olds: readonly PlannedResource[],
  news: readonly PlannedResource[],
  oldTraces: Traces = {},
  newTraces: Traces = oldTraces,
): string[] {
  const [base, head] = [comparablePlan(olds, oldTraces), comparablePlan(news, newTraces)];
  return compare(base, head).map(({ operation, name }) => `${operation} ${name}`);
}

describe("the comparison of two plans", () => {
  it("finds what is created, updated, replaced and deleted, and what stays", () => {
    const olds = [
      resource(VPC, "net", { cidrBlock: "10.0.0.0/16" }),
      resource(GROUP, "grows", { maxSize: 3 }),
      resource(GROUP, "goes"),
      resource(GROUP, "stays", { maxSize: 1, tags: [] }),
    ];
    const news = [
      resource(VPC, "net", { cidrBlock: "10.1.0.0/16" }),
      resource(GROUP, "grows", { maxSize: 4 }),
      resource(SUBNET, "comes"),
      resource(GROUP, "stays", { tags: [], maxSize: 1 }),
    ];
    const changes = compare(comparablePlan(olds), comparablePlan(news));
    assert.deepEqual(
      changes.map(({ operation, name }) => `${operation} ${name}`),
      ["delete goes", "update grows", "create comes", "replace net"],
    );
    assert.deepEqual(changes[1]?.properties, [
      { path: "maxSize", old: 3, new: 4, verdict: "in-place" },
    ]);
    assert.deepEqual(changes[3]?.properties[0]?.verdict, "replace");
    assert.equal(changes[3].first, "new");
    assert.match(changes[3].disruptions[0]?.what ?? "", /network/);
  });

  it("follows a replacement into what refers to it, as far as a provider replaces for it", () => {
    const traces: Traces = {
      [urn(SUBNET, "sub")]: { vpcId: { from: [`${urn(VPC, "net")}#id`], text: "{0}" } },
      [urn(GROUP, "group")]: {
        "vpcZoneIdentifiers[0]": { from: [`${urn(SUBNET, "sub")}#id`], text: "{0}" },
      },
    };
    const all = (cidrBlock: string): PlannedResource[] => [
      resource(VPC, "net", { cidrBlock }),
      resource(SUBNET, "sub", { vpcId: "vpc-1" }),
      resource(GROUP, "group", { vpcZoneIdentifiers: ["subnet-1"] }),
    ];
    assert.deepEqual(operations(all("10.0.0.0/16"), all("10.1.0.0/16"), traces), [
      "update group",
      "replace sub",
      "replace net",
    ]);
    assert.deepEqual(operations(all("10.0.0.0/16"), all("10.0.0.0/16"), traces), []);
  });

  it("follows an update only into the outputs that it changes", () => {
    const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
    const path = "mixedInstancesPolicy.launchTemplate.version";
    const traces = (output: string): Traces => ({
      [urn(GROUP, "group")]: {
        [path]: { from: [`${urn(TEMPLATE, "template")}#${output}`], text: "{0}" },
      },
    });
    const all = (userData: string): PlannedResource[] => [
      resource(TEMPLATE, "template", { userData }),
      resource(GROUP, "group", { mixedInstancesPolicy: { launchTemplate: { version: "1" } } }),
    ];
    const both = ["update group", "update template"];
    assert.deepEqual(operations(all("a"), all("b"), traces("latestVersion")), both);
    assert.deepEqual(operations(all("a"), all("b"), traces("*")), both);
    assert.deepEqual(operations(all("a"), all("b"), traces("id")), ["update template"]);
    assert.deepEqual(operations(all("a"), all("b"), traces("userData")), both);
  });

  it("takes a resource for the same under an alias, and what refers to it too", () => {
    const parentOld = resource("chatbot:aws:Network", "old");
    const parentNew = resource(
      "chatbot:aws:Network",
      "new",
      {},
      {
        aliases: [JSON.stringify({ name: "old", noparent: true })],
      },
    );
    const child = (parent: PlannedResource, cidrBlock = "10.0.0.0/16"): PlannedResource => {
      const name = `${parent.name}-net`;
      const path = `chatbot:aws:Network$${VPC}`;
      return planned(VPC, name, {
        urn: `urn:pulumi:s::p::${path}::${name}`,
        parent: parent.urn,
        inputs: { cidrBlock },
      });
    };
    const subnet = resource(SUBNET, "sub", { vpcId: "vpc-of-the-old-name" });
    const after = { ...subnet, inputs: { vpcId: "vpc-of-the-new-name" } };
    const traces = (parent: PlannedResource): Traces => ({
      [subnet.urn]: { vpcId: { from: [`${child(parent).urn}#id`], text: "{0}" } },
    });
    const olds = [parentOld, child(parentOld), subnet];
    const rename = [parentNew, child(parentNew), after];
    assert.deepEqual(operations(olds, rename, traces(parentOld), traces(parentNew)), [
      "rename new-net",
    ]);
    const change = [parentNew, child(parentNew, "10.1.0.0/16"), after];
    assert.deepEqual(operations(olds, change, traces(parentOld), traces(parentNew)), [
      "replace sub",
      "replace new-net",
    ]);
  });

  it("says of a rename without an alias what it is in place of", () => {
    const inputs = { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true, tags: { a: "b" } };
    const olds = [resource(VPC, "old", inputs)];
    const news = [resource(VPC, "new", inputs)];
    const [created, deleted] = compare(comparablePlan(olds), comparablePlan(news));
    assert.deepEqual([created?.operation, created?.inPlaceOf], ["create", urn(VPC, "old")]);
    assert.deepEqual([deleted?.operation, deleted?.inPlaceOf], ["delete", undefined]);
    const [other] = compare(comparablePlan(olds), comparablePlan([resource(VPC, "new", { a: 1 })]));
    assert.equal(other?.inPlaceOf, undefined);
  });

  it("keeps to the options of a resource", () => {
    const group = (size: number, more: Partial<PlannedResource> = {}): PlannedResource =>
      resource(GROUP, "group", { maxSize: size, list: [{ count: size }] }, more);
    const ignored = { ignoreChanges: ["maxSize", "list[0].count"] };
    assert.deepEqual(operations([group(1)], [group(2, ignored)]), []);
    const some = { ignoreChanges: ["list[*].count"] };
    assert.deepEqual(operations([group(1)], [group(2, some)]), ["update group"]);
    const replaced = { ...some, replaceOnChanges: ["max*"] };
    assert.deepEqual(operations([group(1)], [group(2, replaced)]), ["replace group"]);
    const [first] = compare(
      comparablePlan([group(1, { protect: true })]),
      comparablePlan([group(2, { ...replaced, deleteBeforeReplace: true })]),
    );
    assert.deepEqual([first?.refused, first?.first], [true, "old"]);
    const [kept] = compare(
      comparablePlan([group(1, { protect: true, retainOnDelete: true })]),
      comparablePlan([]),
    );
    assert.deepEqual([kept?.refused, kept?.kept, kept?.disruptions], [false, true, []]);
    const [gone] = compare(comparablePlan([group(1, { protect: true })]), comparablePlan([]));
    assert.deepEqual([gone?.refused, gone?.disruptions.length], [true, 1]);
  });

  it("replaces with the cluster what is in it, and may replace what has another provider", () => {
    const cluster = urn(CLUSTER, "cluster");
    const provider = urn("pulumi:providers:aws", "aws");
    const all = (cidr: string, region: string): PlannedResource[] => [
      resource(CLUSTER, "cluster", { kubernetesNetworkConfig: { serviceIpv4Cidr: cidr } }),
      resource(DEPLOYMENT, "app", {}, { replaceWith: [cluster] }),
      resource("pulumi:providers:aws", "aws", { region }),
      resource(VPC, "net", {}, { provider }),
    ];
    const base = all("10.0.0.0/16", "us-east-1");
    assert.deepEqual(operations(base, all("10.1.0.0/16", "us-east-1")), [
      "replace cluster",
      "replace app",
    ]);
    assert.deepEqual(operations(base, all("10.0.0.0/16", "eu-west-1")), [
      "may-replace net",
      "may-replace aws",
    ]);
  });

  it("sees by its digest that a secret is another one, and shows neither", () => {
    const group = resource(GROUP, "group", { key: "[secret]" });
    const traces = (digest: string): Traces => ({ [group.urn]: { key: { from: [], digest } } });
    assert.deepEqual(operations([group], [group], traces("a"), traces("a")), []);
    const base = comparablePlan([group], traces("a"));
    const [change] = compare(base, comparablePlan([group], traces("b")));
    assert.deepEqual(change?.properties, [
      {
        path: "key",
        secret: true,
        verdict: "may-replace",
        why: "nothing is known of this property",
      },
    ]);
    // A base that is older than the digests has none: nothing is known, and so nothing said.
    const { comparison: _none, ...older } = base;
    assert.deepEqual(compare(older, comparablePlan([group], traces("b"))), []);
  });

  it("takes what is only read, and components, for nothing of the stack's", () => {
    const read = resource(VPC, "read", {}, { read: true });
    assert.deepEqual(operations([], [read, resource("chatbot:aws:Network", "net")]), []);
    assert.deepEqual(operations([read], []), []);
  });
});
