import assert from "node:assert/strict";
import { pictureOf } from "../../picture/picture";
import type { Picture } from "../../picture/types";
import { FUNCTIONS } from "../support/awsStacks";
import { EXPLICIT, FRONT_DOOR, PRIVATE_API } from "../support/azureStacks";
import { DNS_ZONE } from "../support/failover";
import { comparablePlan } from "../support/comparablePlan";
import { drawablePlan, linksOf, picturedStack } from "../support/pictures";
import { planned } from "../support/planned";

const areasOf = (picture: Picture): string[] => picture.areas.map(({ title }) => title);

/** What a box says, by its title. */
const saysOf = ({ parts }: Picture): Readonly<Record<string, string>> =>
  Object.fromEntries(parts.map(({ title, lines }) => [title, lines.join("; ")]));

/** What links have in one picture and not in another. */
async function added(stack: string, base: readonly string[], ...set: readonly string[]) {
  const [before, after] = [await picturedStack(stack, ...base), await picturedStack(stack, ...set)];
  const old = linksOf(before);
  return linksOf(after).filter((link) => !old.includes(link));
}

describe("the picture of a stack", () => {
  it("shows EKS with all that a production stack has", async () => {
    const picture = await picturedStack("prod-aws");
    assert.equal(picture.title, "prod-aws on AWS (EKS, us-east-1)");
    assert.deepEqual(areasOf(picture), [
      "AWS · us-east-1",
      "VPC 10.0.0.0/16",
      "Private subnets · 3 zones",
      "Public subnets · 3 zones",
      "EKS cluster 1.36",
    ]);
    assert.deepEqual(linksOf(picture), [
      "AWS WAF ..> Application Load Balancer: guards",
      "Application Load Balancer -> gateway: HTTP",
      "Application Load Balancer ..> access logs: logs",
      "CloudWatch ..> Alarm topic: alarms",
      "EventBridge ..> termination queue: node events",
      "People -> Application Load Balancer: HTTPS",
      "Route 53 ..> Application Load Balancer: checks",
      "aws-node-termination-handler ..> Auto Scaling Group: drains, runs on",
      "cluster-autoscaler ..> Auto Scaling Group: scales, runs on",
      "gateway -> ElastiCache Valkey: sessions",
      "gateway ..> Auto Scaling Group: runs on",
      "gateway ..> Secrets Manager: secrets",
      "gateway ..> Sign-in: keys",
      "termination queue -> aws-node-termination-handler: events",
    ]);
    assert.deepEqual(saysOf(picture), {
      "AWS WAF": "4 rules",
      "Alarm topic": "SNS",
      "Application Load Balancer": "aws.chat.example.com; HTTPS 443; HTTP 80, redirects",
      "Auto Scaling Group": "3–30 × m7g.large; spot after the first 3",
      CloudWatch: "7 alarms, dashboard; 9 log groups",
      "Container registry": "ECR",
      "ElastiCache Valkey": "2 × m7g.large; in several zones",
      EventBridge: "lifecycle, maintenance, spot",
      "NAT gateway": "one per zone",
      People: "chat.example.com; 100 % here",
      "Route 53": "health checks; or azure.chat.example.com",
      "Secrets Manager": "1 secret",
      "Sign-in": "login.example.com",
      "VPC endpoints": "8 services",
      "access logs": "S3",
      "aws-node-termination-handler": "2 pods; 50m CPU, 128Mi",
      "cluster-autoscaler": "1 pod; 100m CPU, 600Mi",
      gateway: "3–60 pods; 400m CPU, 1Gi",
      "termination queue": "SQS",
    });
  });

  it("puts each part where its subnets, its cluster or its network is", async () => {
    const picture = await picturedStack("prod-aws");
    const path = (id: string | undefined): string[] => {
      const area = picture.areas.find((each) => each.id === id);
      return area ? [...path(area.area), area.title.split(" ")[0] ?? ""] : [];
    };
    const places = picture.parts.map((part) => `${part.title}: ${path(part.area).join(" > ")}`);
    for (const place of [
      "gateway: AWS > VPC > Private > EKS",
      "Auto Scaling Group: AWS > VPC > Private > EKS",
      "ElastiCache Valkey: AWS > VPC > Private",
      "Application Load Balancer: AWS > VPC > Public",
      "NAT gateway: AWS > VPC > Public",
      "VPC endpoints: AWS > VPC",
      "Secrets Manager: AWS",
      "People: ",
      "Sign-in: ",
    ]) {
      assert.ok(places.includes(place), `${place} in\n${places.join("\n")}`);
    }
  });

  it("shows AKS: the load balancer that it makes, the edge proxy, and which pods run on which pool", async () => {
    const picture = await picturedStack("prod-azure");
    assert.deepEqual(areasOf(picture), [
      "Azure · eastus",
      "Virtual network 10.64.0.0/16",
      "Subnet nodes · 10.64.32.0/19",
      "Subnet private-endpoints · 10.64.0.0/24",
      "AKS cluster 1.36",
    ]);
    assert.deepEqual(linksOf(picture), [
      "Azure Load Balancer -> edge-proxy: HTTPS",
      "Azure Monitor ..> Alarm group: alarms",
      "People -> Azure Load Balancer: HTTPS",
      "edge-proxy -> gateway: HTTP",
      "edge-proxy ..> Key Vault: certificate",
      "edge-proxy ..> user pool: runs on",
      "gateway -> Azure Managed Redis: sessions",
      "gateway ..> Sign-in: keys",
      "gateway ..> spot pool: runs on",
      "gateway ..> user pool: runs on",
    ]);
    const says = saysOf(picture);
    assert.equal(says["spot pool"], "0–10 × D4ps_v6; 3 zones");
    assert.equal(says["system pool"], "3–5 × D2ps_v6; 3 zones");
    assert.equal(says["Azure Load Balancer"], "made by AKS");
  });

  it("has the load balancer of the chosen mode", async () => {
    const explicit = await picturedStack("dev-azure", EXPLICIT);
    assert.equal(saysOf(explicit)["Azure Load Balancer"], "251 addresses");
    assert.ok(linksOf(explicit).includes("Azure Load Balancer -> edge-proxy: HTTP"));
    const frontDoor = await picturedStack("dev-azure", FRONT_DOOR);
    assert.deepEqual(linksOf(frontDoor).slice(1, 4), [
      "Front Door -> Internal load balancer: Private Link",
      "Internal load balancer -> gateway: HTTP",
      "People -> Front Door: HTTPS",
    ]);
    assert.equal(saysOf(frontDoor)["Front Door"], "Premium; with WAF");
    assert.ok(!("edge-proxy" in saysOf(frontDoor)));
  });

  it("says of a cluster that its API is private", async () => {
    const picture = await picturedStack("prod-azure", ...PRIVATE_API);
    assert.ok(areasOf(picture).includes("AKS cluster 1.36 · private API"));
  });

  it("has functions and their queue only where they are on", async () => {
    assert.deepEqual(await added("dev", [], ...FUNCTIONS), [
      "API Gateway -> webhook: events",
      "Event senders -> API Gateway: HTTPS",
      "events queue -> dead letters queue: failed",
      "events queue -> worker: events",
      "webhook -> events queue: events",
      "webhook ..> Secrets Manager: secrets",
      "worker -> Callbacks: replies",
      "worker -> ElastiCache Valkey: sessions",
      "worker ..> Secrets Manager: secrets",
    ]);
    assert.deepEqual(await added("prod-azure", [], ...FUNCTIONS), [
      "Event senders -> webhook: HTTPS",
      "events queue -> worker: events",
      "webhook -> events queue: events",
      "webhook ..> Key Vault: secrets",
      "worker -> Azure Managed Redis: sessions",
      "worker -> Callbacks: replies",
      "worker ..> Key Vault: secrets",
    ]);
  });

  it("has one box for the topics of alarms in two regions", async () => {
    const picture = await picturedStack("prod-aws", "region=eu-west-1");
    assert.equal(saysOf(picture)["Alarm topic"], "SNS, 2 regions");
    assert.equal(picture.parts.filter(({ title }) => title === "Alarm topic").length, 1);
    const links = linksOf(picture).filter((link) => link.includes("Alarm topic"));
    assert.deepEqual(links, ["CloudWatch ..> Alarm topic: alarms"]);
  });

  it("counts a rule for each side of a pair where Azure keeps its name", async () => {
    const alarms = async (...set: string[]) =>
      saysOf(await picturedStack("prod-azure", ...set))["Azure Monitor"];
    assert.match((await alarms()) ?? "", /^6 alarms, workbook/);
    assert.match((await alarms(`failover.dns.dnsZoneId=${DNS_ZONE}`)) ?? "", /^8 alarms, workbook/);
  });

  it("shows ECS: tasks on Fargate, or on machines", async () => {
    const fargate = await picturedStack("dev-ecs");
    assert.equal(saysOf(fargate)["gateway"], "1–6 tasks; on Fargate Spot; 256 CPU units, 512 MiB");
    assert.ok(areasOf(fargate).includes("ECS cluster"));
    assert.deepEqual(await added("dev-ecs", [], "capacity=asg"), [
      "gateway ..> Auto Scaling Group: runs on",
    ]);
  });

  it("shows a cluster that is there already", async () => {
    const picture = await picturedStack("local");
    assert.deepEqual(areasOf(picture), ["Kubernetes cluster kind-chatscale"]);
    assert.deepEqual(linksOf(picture), [
      "People -> gateway: node port 30080",
      "gateway -> valkey: sessions",
    ]);
  });

  it("says who may come in, where that is not everybody", async () => {
    const all = saysOf(await picturedStack("dev"))["People"];
    const set = 'ingress.allowedCidrs=["203.0.113.0/24"]';
    assert.deepEqual(
      [all, saysOf(await picturedStack("dev", set))["People"]],
      ["", "203.0.113.0/24"],
    );
  });

  it("shows the model's API where a workload is told of one", () => {
    const env = [{ name: "MODEL_URL", value: "https://models.example.com/v1" }];
    const template = { metadata: { labels: {} }, spec: { containers: [{ name: "c", env }] } };
    const workload = planned("kubernetes:apps/v1:Deployment", "gateway", {
      inputs: { metadata: { name: "gateway", namespace: "chatbot" }, spec: { template } },
    });
    const picture = pictureOf(comparablePlan([workload]));
    assert.deepEqual(linksOf(picture), ["gateway -> Model API: prompts"]);
    assert.equal(saysOf(picture)["Model API"], "models.example.com");
  });

  it("has a place for every resource, and only one", async () => {
    for (const [stack, ...set] of [
      ["prod-aws"],
      ["dev", ...FUNCTIONS],
      ["prod-azure", ...FUNCTIONS],
      ["dev-ecs"],
      ["local"],
    ] as const) {
      const plan = await drawablePlan(stack, ...set);
      const { areas, parts } = pictureOf(plan);
      const placed = [...areas, ...parts].flatMap(({ urns }) => urns).sort();
      const all = plan.resources.filter(({ read }) => !read).map(({ urn }) => urn);
      assert.deepEqual(placed, all.sort(), stack);
      for (const { title, own, urns } of [...areas, ...parts]) {
        assert.ok(
          own.every((urn) => urns.includes(urn)),
          title,
        );
      }
    }
  });

  it("puts what is not drawn with what it belongs to", async () => {
    const { parts, areas } = await picturedStack("dev", ...FUNCTIONS);
    const home = (name: string): string | undefined =>
      [...areas, ...parts].find(({ urns }) => urns.some((urn) => urn.endsWith(name)))?.title;
    for (const [name, title] of [
      ["TargetGroup::chatscale-dev", "Application Load Balancer"],
      ["LaunchTemplate::chatscale-dev-nodes", "Auto Scaling Group"],
      ["SecretVersion::chatscale-dev-session-store", "Secrets Manager"],
      ["HorizontalPodAutoscaler::chatscale-dev-gateway", "gateway"],
      ["Role::chatscale-dev-worker", "worker"],
      ["Addon::chatscale-dev-coredns", "EKS cluster 1.36"],
      ["Image::chatscale-dev-gateway", "Container registry"],
    ] as const) {
      assert.equal(home(name), title, name);
    }
  });

  it("is only of boxes without a word of what they are made of, where a plan does not say", async () => {
    const { comparison: _none, ...older } = await drawablePlan("prod-aws");
    const picture = pictureOf(older);
    assert.ok(picture.parts.length > 10);
    assert.ok(!linksOf(picture).some((link) => link.includes("sessions")));
  });
});
