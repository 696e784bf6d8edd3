import { at, list, object, text, texts, whole } from "../read";
import type { Breach, Policy, Resource, StackBreach } from "../types";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const RBAC = "kubernetes:rbac.authorization.k8s.io/v1:";
const ENFORCE = "pod-security.kubernetes.io/enforce";

function unenforced({ type, inputs }: Resource): Breach[] {
  if (type !== NAMESPACE) return [];
  if (object(at(inputs, "metadata.labels"))[ENFORCE] === "restricted") return [];
  return [{ property: `metadata.labels["${ENFORCE}"]`, rule: "must be restricted" }];
}

/** It chooses every pod, says nothing of what may pass, and is for both ways. */
function deniesAll({ type, inputs }: Resource): boolean {
  if (type !== "kubernetes:networking.k8s.io/v1:NetworkPolicy") return false;
  const { podSelector, policyTypes, ingress, egress } = object(inputs["spec"]);
  const types = texts(policyTypes);
  return (
    Object.keys(object(podSelector)).length === 0 &&
    types.includes("Ingress") &&
    types.includes("Egress") &&
    list(ingress).length + list(egress).length === 0
  );
}

function openNamespaces(resources: readonly Resource[]): StackBreach[] {
  const closed = resources
    .filter(deniesAll)
    .map(({ inputs }) => text(at(inputs, "metadata.namespace")));
  return resources
    .filter(({ type }) => type === NAMESPACE)
    .filter(({ inputs }) => !closed.includes(text(at(inputs, "metadata.name"))))
    .map((namespace) => whole(namespace, "must have a NetworkPolicy that denies all, both ways"));
}

function wideRules({ type, inputs }: Resource): Breach[] {
  if (type === `${RBAC}ClusterRole` || type === `${RBAC}Role`) {
    return list(inputs["rules"]).flatMap((rule, index) =>
      ["apiGroups", "resources", "verbs"]
        .filter((key) => texts(object(rule)[key]).includes("*"))
        .map((key) => ({ property: `rules[${index}].${key}`, rule: "must not be *" })),
    );
  }
  if (type !== `${RBAC}ClusterRoleBinding` && type !== `${RBAC}RoleBinding`) return [];
  const isAdmin = ["admin", "cluster-admin", "edit"].includes(text(at(inputs, "roleRef.name")));
  return isAdmin ? [{ property: "roleRef.name", rule: "must be a narrower role" }] : [];
}

/** Labels of pods that a budget chooses; a part of those that the workload's own selector has. */
function chooses(budget: Resource, workload: Resource): boolean {
  const wanted = object(at(budget.inputs, "spec.selector.matchLabels"));
  const labels = object(at(workload.inputs, "spec.template.metadata.labels"));
  return (
    at(budget.inputs, "metadata.namespace") === at(workload.inputs, "metadata.namespace") &&
    Object.entries(wanted).every(([key, value]) => labels[key] === value)
  );
}

function withoutBudget(resources: readonly Resource[]): StackBreach[] {
  const budgets = resources.filter(
    ({ type }) => type === "kubernetes:policy/v1:PodDisruptionBudget",
  );
  return resources
    .filter(({ type }) => type === "kubernetes:apps/v1:Deployment")
    .filter(({ inputs }) => at(inputs, "spec.replicas") !== 1)
    .filter((workload) => !budgets.some((budget) => chooses(budget, workload)))
    .map((workload) => whole(workload, "must have a PodDisruptionBudget"));
}

export const KUBERNETES_ACCESS: readonly Policy[] = [
  {
    name: "k8s-namespaces-restricted",
    level: "mandatory",
    description: "Namespaces of the stack refuse pods that are not `restricted`.",
    remediation: `Label the namespace ${ENFORCE}: restricted.`,
    check: unenforced,
  },
  {
    name: "k8s-namespaces-closed",
    level: "mandatory",
    description: "In namespaces of the stack nothing passes that no NetworkPolicy lets through.",
    remediation: "Add a NetworkPolicy for all pods, with both policyTypes and no rules.",
    checkStack: openNamespaces,
  },
  {
    name: "k8s-no-wide-roles",
    level: "mandatory",
    description: "A role in the cluster lists what it may do, and nobody is bound to an admin's.",
    remediation: "List groups, resources and verbs, and bind to that role.",
    check: wideRules,
  },
  {
    name: "k8s-disruption-budgets",
    level: "mandatory",
    prodOnly: true,
    description: "What has several replicas keeps some of them while nodes are drained.",
    remediation: "Add a PodDisruptionBudget for its pods.",
    checkStack: withoutBudget,
  },
];
