import type { Case, Cases } from "./case";

const POD = "spec.template.spec";
const CONTAINER = `${POD}.containers[0]`;
const RBAC = "kubernetes:rbac.authorization.k8s.io/v1:";
const DENIES = "must have a NetworkPolicy that denies all, both ways";

const gateway = (more: Partial<Case> & Pick<Case, "found">): Case => ({
  stack: "prod-azure",
  type: "kubernetes:apps/v1:Deployment",
  name: "-gateway",
  ...more,
});

/** A setting of the gateway's own container. */
function security(
  key: string,
  value: boolean | number | null | readonly string[],
  rule: string,
): Case {
  return gateway({
    set: { [`${POD}.containers.0.securityContext.${key}`]: value },
    found: [[`${CONTAINER}.securityContext.${key}`, rule]],
  });
}

/** What breaks each policy of Kubernetes. */
export const KUBERNETES_CASES: Cases = {
  "k8s-pods-restricted": [
    security("runAsNonRoot", false, "must be true"),
    security("runAsUser", 0, "must not be root"),
    security("privileged", true, "must be false"),
    security("allowPrivilegeEscalation", null, "must be false"),
    security("capabilities.drop", ["NET_RAW"], "must be ALL"),
    security("capabilities.add", ["SYS_ADMIN"], "must be nothing but NET_BIND_SERVICE"),
    gateway({
      set: { [`${POD}.securityContext.seccompProfile`]: undefined },
      found: [[`${CONTAINER}.securityContext.seccompProfile`, "must be RuntimeDefault"]],
    }),
    gateway({
      set: {
        [`${POD}.hostNetwork`]: true,
        [`${POD}.volumes`]: [{ name: "a", hostPath: { path: "/" } }],
      },
      found: [
        [`${POD}.hostNetwork`, "must be false"],
        [`${POD}.volumes[0]`, "must not be a folder of the node"],
      ],
    }),
    {
      stack: "local",
      type: "kubernetes:apps/v1:StatefulSet",
      set: {
        [`${POD}.initContainers`]: [
          {
            name: "a",
            securityContext: {
              allowPrivilegeEscalation: true,
              capabilities: { drop: ["ALL"] },
            },
          },
        ],
      },
      found: [
        [`${POD}.initContainers[0].securityContext.allowPrivilegeEscalation`, "must be false"],
      ],
    },
  ],
  "k8s-pods-bounded": [
    gateway({
      set: { [`${POD}.containers.0.resources`]: { limits: { cpu: "1" } } },
      found: ["requests.cpu", "requests.memory", "limits.memory"].map(
        (bound) => [`${CONTAINER}.resources.${bound}`, "must be set"] as const,
      ),
    }),
  ],
  "k8s-pods-probed": [
    gateway({
      set: { [`${POD}.containers.0.readinessProbe`]: undefined },
      found: [[`${CONTAINER}.readinessProbe`, "must be set"]],
    }),
  ],
  "images-versioned": [
    ...["a/b", "a/b:latest", "host:5000/b"].map((image) =>
      gateway({
        set: { [`${POD}.containers.0.image`]: image },
        found: [[`${CONTAINER}.image`, "must have a digest, or a tag that is not latest"]],
      }),
    ),
    {
      stack: "dev-ecs",
      type: "aws:ecs/taskDefinition:TaskDefinition",
      set: { containerDefinitions: JSON.stringify([{ name: "gateway", image: "a/b:latest" }]) },
      found: [["containerDefinitions", "must have a digest, or a tag that is not latest"]],
    },
  ],
  "images-by-digest": [
    {
      ...gateway({ found: [[`${CONTAINER}.image`, "must have a digest"]] }),
      stack: "pinned",
      set: { [`${POD}.containers.0.image`]: "a/b:1.2.3" },
    },
  ],
  "k8s-namespaces-restricted": [
    {
      stack: "local",
      type: "kubernetes:core/v1:Namespace",
      name: "-sessions",
      set: { "metadata.labels": { "pod-security.kubernetes.io/warn": "restricted" } },
      found: [['metadata.labels["pod-security.kubernetes.io/enforce"]', "must be restricted"]],
    },
  ],
  "k8s-namespaces-closed": [
    ...[
      { "spec.policyTypes": ["Ingress"] },
      { "spec.podSelector": { matchLabels: { a: "b" } } },
      { "spec.ingress": [{}] },
    ].map((set): Case => ({
      stack: "local",
      type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      name: "-sessions-deny-all",
      set,
      of: "kubernetes:core/v1:Namespace",
      found: [["", DENIES]],
    })),
  ],
  "k8s-no-wide-roles": [
    {
      stack: "dev",
      type: `${RBAC}ClusterRole`,
      set: { "rules.0.verbs": ["*"], "rules.1.resources": ["pods", "*"] },
      found: [
        ["rules[0].verbs", "must not be *"],
        ["rules[1].resources", "must not be *"],
      ],
    },
    {
      stack: "dev",
      type: `${RBAC}ClusterRoleBinding`,
      set: { "roleRef.name": "cluster-admin" },
      found: [["roleRef.name", "must be a narrower role"]],
    },
  ],
  "k8s-disruption-budgets": [
    {
      stack: "prod-aws",
      type: "kubernetes:policy/v1:PodDisruptionBudget",
      name: "-gateway",
      removed: true,
      of: "kubernetes:apps/v1:Deployment",
      found: [["", "must have a PodDisruptionBudget"]],
    },
  ],
};
