import type { JsonObject, PlannedResource } from "../../plan/types";
import { textAt } from "../resources";
import type { Link } from "../types";
import { between, type Found, type Scene } from "./link";

/** How events go: from an API to a function, into queues, and out of them again. */
export function events(scene: Scene): Found {
  return {
    links: [
      ...integrations(scene),
      ...rules(scene),
      ...deadLetters(scene),
      ...awsRights(scene),
      ...azureRights(scene),
      ...alarms(scene),
      ...accessLogs(scene),
    ],
  };
}

function integrations({ resources, parts }: Scene): Link[] {
  return resources.ofType("aws:apigatewayv2/integration:Integration").flatMap((integration) => {
    const [api] = resources.madeOf(integration, "apiId");
    const [lambda] = resources.madeOf(integration, "integrationUri");
    return between(api && parts.idOf(api.urn), lambda && parts.idOf(lambda.urn), "events");
  });
}

function rules({ resources, parts }: Scene): Link[] {
  return resources.ofType("aws:cloudwatch/eventTarget:EventTarget").flatMap((target) => {
    const [rule] = resources.madeOf(target, "rule");
    const [queue] = resources.madeOf(target, "arn");
    return between(
      rule && parts.idOf(rule.urn),
      queue && parts.idOf(queue.urn),
      "node events",
      "help",
    );
  });
}

function deadLetters({ resources, parts }: Scene): Link[] {
  return resources
    .ofType("aws:sqs/queue:Queue")
    .flatMap((queue) =>
      resources
        .madeOf(queue, "redrivePolicy")
        .flatMap(({ urn }) => between(parts.idOf(queue.urn), parts.idOf(urn), "failed")),
    );
}

function alarms({ resources, parts }: Scene): Link[] {
  const raised = [
    ["aws:cloudwatch/metricAlarm:MetricAlarm", "alarmActions"],
    ["azure-native:alertsmanagement:PrometheusRuleGroup", "rules"],
    ["azure-native:monitor:MetricAlert", "actions"],
    ["azure-native:monitor:ScheduledQueryRule", "actions"],
  ] as const;
  const receivers = ["aws:sns/topic:Topic", "azure-native:monitor:ActionGroup"];
  return raised.flatMap(([type, property]) =>
    resources.ofType(type).flatMap((alarm) =>
      resources
        .madeOf(alarm, property)
        .filter((each) => receivers.includes(each.type))
        .flatMap(({ urn }) => between(parts.idOf(alarm.urn), parts.idOf(urn), "alarms", "help")),
    ),
  );
}

/** A load balancer waits for the policy of the bucket that it writes its access logs to. */
function accessLogs({ resources, parts }: Scene): Link[] {
  return resources.ofType("aws:lb/loadBalancer:LoadBalancer").flatMap((balancer) =>
    balancer.dependsOn
      .flatMap((urn) => resources.get(urn) ?? [])
      .filter(({ type }) => type.startsWith("aws:s3/bucket"))
      .flatMap((each) => [each, ...resources.madeOf(each, "bucket")])
      .flatMap(({ urn }) => between(parts.idOf(balancer.urn), parts.idOf(urn), "logs", "help")),
  );
}

/** What an AWS action is for a reader, and whether what it is allowed on comes to the holder. */
const ACTIONS: readonly (readonly [action: string, label: string, back: boolean, Link["kind"]])[] =
  [
    ["sqs:SendMessage", "events", false, "traffic"],
    ["sqs:ReceiveMessage", "events", true, "traffic"],
    ["autoscaling:SetDesiredCapacity", "scales", false, "help"],
    ["autoscaling:CompleteLifecycleAction", "drains", false, "help"],
  ];

/** What roles may do, and so do, with queues and machines. */
function awsRights(scene: Scene): Link[] {
  const { resources, parts } = scene;
  return resources.ofType("aws:iam/rolePolicy:RolePolicy").flatMap((policy) => {
    const [role] = resources.madeOf(policy, "role");
    const trace = resources.trace(policy, "policy");
    if (!role || !trace) return [];
    const holders = holdersOf(role, scene);
    const { Statement } = JSON.parse(trace.text ?? "{}") as { Statement?: readonly JsonObject[] };
    return (Statement ?? []).flatMap((statement) =>
      ACTIONS.filter(([action]) => all(statement["Action"]).includes(action)).flatMap(
        ([, label, back, kind]) =>
          all(statement["Resource"])
            .flatMap((resource) => /^\{(\d+)\}$/.exec(resource)?.[1] ?? [])
            .flatMap((index) => trace.from[Number(index)]?.split("#")[0] ?? [])
            .flatMap((urn) =>
              holders.flatMap((holder) =>
                back
                  ? between(parts.idOf(urn), holder, label, kind)
                  : between(holder, parts.idOf(urn), label, kind),
              ),
            ),
      ),
    );
  });
}

/** The parts that act by a role: functions, tasks, and pods by their service account. */
function holdersOf(role: PlannedResource, { resources, parts }: Scene): string[] {
  const functions = resources.users("aws:lambda/function:Function", "role", role);
  const pods = resources
    .users("aws:eks/podIdentityAssociation:PodIdentityAssociation", "roleArn", role)
    .flatMap((association) =>
      resources
        .ofType("kubernetes:apps/v1:Deployment")
        .filter(
          (workload) =>
            textAt(workload, "spec.template.spec.serviceAccountName") ===
              textAt(association, "serviceAccount") &&
            textAt(workload, "metadata.namespace") === textAt(association, "namespace"),
        ),
    );
  return [...functions, ...pods].flatMap(({ urn }) => parts.idOf(urn) ?? []);
}

function all(value: JsonObject[string] | undefined): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "string");
}

/** Azure's built-in roles, by their ids in its list of built-in roles, and which way events go. */
const SENDER = "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39";
const RECEIVER = "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0";

function azureRights({ resources, parts }: Scene): Link[] {
  return resources.ofType("azure-native:authorization:RoleAssignment").flatMap((assignment) => {
    const role = textAt(assignment, "roleDefinitionId").split("/").at(-1);
    const [scope] = resources.madeOf(assignment, "scope");
    const holders = resources
      .madeOf(assignment, "principalId")
      .flatMap((identity) => resources.users("azure-native:web:WebApp", "identity", identity));
    return holders.flatMap(({ urn }) => {
      const [holder, other] = [parts.idOf(urn), scope && parts.idOf(scope.urn)];
      if (role === SENDER) return between(holder, other, "events");
      return role === RECEIVER ? between(other, holder, "events") : [];
    });
  });
}
