import type { PlannedResource } from "../types";

/** Components group resources; they cost nothing and exist in the state only. */
export function isComponent(type: string): boolean {
  return type === "pulumi:pulumi:Stack" || type.startsWith("chatbot:");
}

interface TypeParts {
  readonly module: string;
  readonly kind: string;
}

/** `ec2` and `Subnet` of `aws:ec2/subnet:Subnet`. A package of one module stands for it. */
function parts(type: string): TypeParts {
  const [pkg = "", path = "", kind = type] = type.split(":");
  const module = path.split("/")[0]?.split(".")[0] ?? "";
  return { module: module === "index" ? pkg : module, kind };
}

/** What a type's resources are counted under: a service of the cloud, or Kubernetes. */
export function serviceOf(type: string): string {
  if (type.startsWith("pulumi:providers:")) return "providers";
  return type.startsWith("kubernetes:") ? "Kubernetes" : parts(type).module;
}

/**
 * Short names for the types of a plan: the kind alone where it says enough, like `LaunchTemplate` and
 * all of Kubernetes, and `ec2.Eip` where it is a single word, or where two services share the kind.
 */
export function typeNames(resources: readonly PlannedResource[]): (type: string) => string {
  const modules = new Map<string, Set<string>>();
  for (const { type } of resources) {
    if (isComponent(type)) continue;
    const { module, kind } = parts(type);
    modules.set(kind, (modules.get(kind) ?? new Set()).add(module));
  }
  return (type) => {
    if (type === "pulumi:pulumi:Stack") return "Stack";
    const { module, kind } = parts(type);
    if (isComponent(type)) return kind;
    if (type.startsWith("pulumi:providers:")) return `Provider ${kind}`;
    const clear = type.startsWith("kubernetes:") || /[a-z0-9][A-Z]/.test(kind);
    return clear && modules.get(kind)?.size === 1 ? kind : `${module}.${kind}`;
  };
}

/** What types sort by: the kind, whether its module is shown or not, and providers first. */
export function kindOf(type: string): string {
  return type.startsWith("pulumi:providers:") ? "" : parts(type).kind.toLowerCase();
}
