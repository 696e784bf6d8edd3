import { stringify } from "yaml";

/** A tag of images whose pods run, but never become ready. */
export const BROKEN_TAG = "broken";

/** Time that a made-up pod takes to become ready: a rollout must have something to wait for. */
const STARTED = { durationMilliseconds: 700 };

/** Pods end as late as they may, as those with a long reply do. */
const ENDED = { durationFrom: { expressionFrom: ".metadata.deletionTimestamp" } };

const NOT_DELETED = { key: ".metadata.deletionTimestamp", operator: "DoesNotExist" };
const NOT_STARTED = { key: ".status.podIP", operator: "DoesNotExist" };

/** How kwok moves pods along, in place of its own stages. */
export const KWOK_STAGES = [
  stage("pod-ready", STARTED, [NOT_DELETED, NOT_STARTED, tag("NotIn")], {
    statusTemplate: status(true),
  }),
  stage("pod-broken", STARTED, [NOT_DELETED, NOT_STARTED, tag("In")], {
    statusTemplate: status(false),
  }),
  stage("pod-end", ENDED, [{ ...NOT_DELETED, operator: "Exists" }], {
    finalizers: { empty: true },
    delete: true,
  }),
]
  .map((one) => stringify(one))
  .join("---\n");

function stage(name: string, delay: object, matchExpressions: object[], next: object) {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: "v1", kind: "Pod" },
      selector: { matchExpressions },
      delay,
      next,
    },
  };
}

function tag(operator: "In" | "NotIn") {
  const key = '.spec.containers.[].image | split(":") | last';
  return { key, operator, values: [BROKEN_TAG] };
}

/** What a kubelet reports of a pod that runs, in kwok's templates. */
function status(ready: boolean): string {
  const condition = (type: string, met: boolean) =>
    `- {lastTransitionTime: {{ $now | Quote }}, status: "${met ? "True" : "False"}", type: ${type}}`;
  return `{{ $now := Now }}
conditions:
${condition("Initialized", true)}
${condition("Ready", ready)}
${condition("ContainersReady", ready)}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: ${ready}
  started: true
  restartCount: 0
  state: {running: {startedAt: {{ $now | Quote }}}}
{{ end }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName (or .spec.hostNetwork false) (or .metadata.uid "") (or .metadata.name "") (or .metadata.namespace "") | Quote }}
phase: Running
startTime: {{ $now | Quote }}
`;
}
