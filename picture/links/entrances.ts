import type { PlannedResource } from "../../plan/types";
import { valueAt } from "../../plan/valueAt";
import { variablesOf } from "../containers";
import { behind } from "../pods";
import { listAt, shareLines, textAt } from "../resources";
import { isInternal } from "../rules/kubernetes";
import type { Link } from "../types";
import { between, people, type Found, type Scene } from "./link";

const SERVICE = "kubernetes:core/v1:Service";
const EVERYWHERE = "0.0.0.0/0";

/** Where people and events come in. */
export function entrances(scene: Scene): Found {
  const doors = [
    ...frontDoors(scene),
    ...openBalancers(scene),
    ...ownBalancers(scene),
    ...openServices(scene),
  ];
  const events = eventDoors(scene);
  const ranges = [...new Set(doors.flatMap((door) => door.ranges))].sort();
  const lines = ranges.length === 0 || ranges.includes(EVERYWHERE) ? [] : ranges;
  const chatting = people("people", "People", ...shareLines(scene.resources), ...lines);
  const senders = people("senders", "Event senders");
  return {
    links: [
      ...health(
        scene,
        doors.map(({ to }) => to),
      ),
      ...doors.flatMap(({ to, label }) => between(chatting.id, to, label)),
      ...events.flatMap((to) => between(senders.id, to, "HTTPS")),
    ],
    outside: [...(doors.length > 0 ? [chatting] : []), ...(events.length > 0 ? [senders] : [])],
  };
}

/** What leads people here or to another cloud, by its health checks. */
function health({ resources, parts }: Scene, doors: readonly (string | undefined)[]): Link[] {
  const [checks] = resources
    .ofType("aws:route53/healthCheck:HealthCheck", "azure-native:trafficmanager:Profile")
    .flatMap(({ urn }) => parts.idOf(urn) ?? []);
  return doors.flatMap((to) => between(checks, to, "checks", "help"));
}

interface Door {
  readonly to: string | undefined;
  readonly label: string;
  /** The addresses that may come in. */
  readonly ranges: readonly string[];
}

function frontDoors({ resources, parts }: Scene): Door[] {
  return resources
    .ofType("azure-native:cdn:Profile")
    .map(({ urn }) => ({ to: parts.idOf(urn), label: "HTTPS", ranges: [] }));
}

/** Load balancers of AWS, as far as their security groups let in who is outside. */
function openBalancers({ resources, parts }: Scene): Door[] {
  return resources.ofType("aws:lb/loadBalancer:LoadBalancer").flatMap((balancer) => {
    const rules = resources
      .madeOf(balancer, "securityGroups")
      .flatMap((group) =>
        resources.users(
          "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
          "securityGroupId",
          group,
        ),
      )
      .filter((rule) => textAt(rule, "cidrIpv4") !== "");
    const open = resources
      .users("aws:lb/listener:Listener", "loadBalancerArn", balancer)
      .filter((listener) =>
        rules.some((rule) => textAt(rule, "fromPort") === textAt(listener, "port")),
      );
    if (open.length === 0) return [];
    const secure = open.some((listener) => textAt(listener, "protocol") === "HTTPS");
    const ranges = rules.map((rule) => textAt(rule, "cidrIpv4"));
    return [{ to: parts.idOf(balancer.urn), label: secure ? "HTTPS" : "HTTP", ranges }];
  });
}

/** Azure Load Balancers that are resources of the stack. */
function ownBalancers({ resources, parts }: Scene): Door[] {
  return resources.ofType("azure-native:network:LoadBalancer").flatMap((balancer) => {
    if (resources.madeOf(balancer, "frontendIPConfigurations").length === 0) return [];
    const ports = listAt(balancer.inputs, "loadBalancingRules").map((rule) => rule["frontendPort"]);
    return [{ to: parts.idOf(balancer.urn), label: protocolOf(ports), ranges: [] }];
  });
}

/** Services that a cluster opens: by a load balancer, or by a port of each node without one. */
function openServices({ resources, parts }: Scene): Door[] {
  const isLocal = resources.plan.cloud === "kubernetes";
  return resources.ofType(SERVICE).flatMap((service): Door[] => {
    const type = textAt(service, "spec.type");
    const ports = listAt(service.inputs, "spec.ports");
    if (type === "LoadBalancer" && !isInternal(service)) {
      const ranges = valueAt(service.inputs, "spec.loadBalancerSourceRanges");
      const numbers = ports.map(({ port }) => port);
      return [
        {
          to: parts.idOf(service.urn) ?? podsOf(service),
          label: protocolOf(numbers),
          ranges: Array.isArray(ranges) ? (ranges as string[]) : [],
        },
      ];
    }
    if (type !== "NodePort" || !isLocal) return [];
    return [
      {
        to: podsOf(service),
        label: `node port ${textAt(service, "spec.ports.0.nodePort")}`,
        ranges: [],
      },
    ];
  });

  function podsOf(service: PlannedResource): string | undefined {
    return behind(service, resources).flatMap(({ urn }) => parts.idOf(urn) ?? [])[0];
  }
}

function protocolOf(ports: readonly unknown[]): string {
  return ports.includes(443) ? "HTTPS" : "HTTP";
}

/** What takes events from outside. */
function eventDoors({ resources, parts }: Scene): string[] {
  const apis = resources.ofType("aws:apigatewayv2/api:Api");
  const apps = resources
    .ofType("azure-native:web:WebApp")
    .filter((app) => variablesOf(app).get("FUNCTION") === "webhook");
  return [...apis, ...apps].flatMap(({ urn }) => parts.idOf(urn) ?? []);
}

/** From each balancer on to what it sends to, and what guards it. */
export function balancing(scene: Scene): Found {
  return {
    links: [
      ...toTargets(scene),
      ...toNodePorts(scene),
      ...throughServices(scene),
      ...privateLinks(scene),
      ...guards(scene),
    ],
  };
}

function toTargets(scene: Scene): Link[] {
  const { resources, parts } = scene;
  return resources.ofType("aws:lb/listener:Listener").flatMap((listener) => {
    const [balancer] = resources.madeOf(listener, "loadBalancerArn");
    const targets = resources.madeOf(listener, "defaultActions");
    return targets.flatMap((target) => {
      const services = resources.users("aws:ecs/service:Service", "loadBalancers", target);
      const port = Number(textAt(target, "port"));
      const pods = atNodePort(port, scene);
      const all = [...services.flatMap(({ urn }) => parts.idOf(urn) ?? []), ...pods];
      return all.flatMap((to) =>
        between(balancer && parts.idOf(balancer.urn), to, textAt(target, "protocol")),
      );
    });
  });
}

function toNodePorts(scene: Scene): Link[] {
  const { resources, parts } = scene;
  return resources
    .ofType("azure-native:network:LoadBalancer")
    .flatMap((balancer) =>
      listAt(balancer.inputs, "loadBalancingRules").flatMap(({ backendPort, frontendPort }) =>
        atNodePort(backendPort, scene).flatMap((to) =>
          between(parts.idOf(balancer.urn), to, protocolOf([frontendPort])),
        ),
      ),
    );
}

function atNodePort(port: unknown, { resources, parts }: Scene): string[] {
  return resources
    .ofType(SERVICE)
    .filter((service) =>
      listAt(service.inputs, "spec.ports").some(({ nodePort }) => nodePort === port),
    )
    .flatMap((service) => behind(service, resources))
    .flatMap(({ urn }) => parts.idOf(urn) ?? []);
}

function throughServices({ resources, parts }: Scene): Link[] {
  return resources.ofType(SERVICE).flatMap((service) => {
    const from = parts.idOf(service.urn);
    const ports = listAt(service.inputs, "spec.ports").map(({ port }) => port);
    return behind(service, resources).flatMap(({ urn }) =>
      between(from, parts.idOf(urn), protocolOf(ports)),
    );
  });
}

/** Front Door finds an internal load balancer by the name of its Private Link service. */
function privateLinks({ resources, parts }: Scene): Link[] {
  return resources.ofType("azure-native:cdn:AFDOrigin").flatMap((origin) => {
    const name = textAt(origin, "sharedPrivateLinkResource.privateLink.id").split("/").at(-1);
    const services = resources.ofType(SERVICE).filter((service) => {
      const annotations = valueAt(service.inputs, "metadata.annotations");
      const named = (annotations ?? {}) as Readonly<Record<string, unknown>>;
      return named["service.beta.kubernetes.io/azure-pls-name"] === name;
    });
    const [profile] = resources
      .madeOf(origin, "profileName")
      .filter(({ type }) => type === "azure-native:cdn:Profile");
    return services.flatMap(({ urn }) =>
      between(profile && parts.idOf(profile.urn), parts.idOf(urn), "Private Link"),
    );
  });
}

function guards({ resources, parts }: Scene): Link[] {
  return resources
    .ofType("aws:wafv2/webAclAssociation:WebAclAssociation")
    .flatMap((association) => {
      const [acl] = resources.madeOf(association, "webAclArn");
      const [guarded] = resources.madeOf(association, "resourceArn");
      return between(
        acl && parts.idOf(acl.urn),
        guarded && parts.idOf(guarded.urn),
        "guards",
        "help",
      );
    });
}
