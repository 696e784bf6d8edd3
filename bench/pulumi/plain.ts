import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import type { JsonObject, Plan, PlannedResource } from "../../plan/types";

type Constructor = new (name: string, inputs: JsonObject, opts: object) => pulumi.Resource;

const load = createRequire(__filename);

/** Registers every resource of a plan by the constructor of its SDK, with the inputs written out. */
export function registerPlan(planFile: string): void {
  const plan = JSON.parse(readFileSync(planFile, "utf8")) as Plan;
  const waiting = new Map(plan.resources.map((one) => [one.urn, one]));
  const made = new Map<string, pulumi.Resource>();
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter((one) =>
      needsOf(one).every((urn) => !waiting.has(urn)),
    );
    if (free.length === 0) throw new Error("The resources of the plan depend on each other.");
    for (const resource of free) {
      waiting.delete(resource.urn);
      if (resource.type !== STACK) made.set(resource.urn, register(resource, made));
    }
  }
}

const STACK = "pulumi:pulumi:Stack";

function needsOf({ parent, provider, dependsOn }: PlannedResource): string[] {
  return [parent, provider, ...dependsOn].filter((urn) => urn !== null && urn !== undefined);
}

function register(
  { type, name, inputs, parent, provider, dependsOn }: PlannedResource,
  made: ReadonlyMap<string, pulumi.Resource>,
): pulumi.Resource {
  const opts = {
    ...optional("parent", made.get(parent ?? "")),
    ...optional("provider", made.get(provider ?? "")),
    dependsOn: dependsOn.flatMap((urn) => made.get(urn) ?? []),
  };
  if (type.startsWith("chatbot:")) return new pulumi.ComponentResource(type, name, {}, opts);
  return new (constructorOf(type))(name, inputs, opts);
}

function optional(key: string, resource: pulumi.Resource | undefined): object {
  return resource ? { [key]: resource } : {};
}

function constructorOf(type: string): Constructor {
  const [pkg = "", module = "", kind = ""] = type.split(":");
  const [file, name] = placeOf(pkg, module, kind);
  const found = (load(`@pulumi/${file}`) as Readonly<Record<string, Constructor>>)[name];
  if (!found) throw new Error(`@pulumi/${file} has no ${name}.`);
  return found;
}

/** The module of an SDK that has a type, and its name there. */
function placeOf(pkg: string, module: string, kind: string): readonly [file: string, name: string] {
  const [group = "", rest = ""] = module.split("/");
  switch (pkg) {
    case "pulumi":
      return [`${kind}/provider`, "Provider"];
    case "kubernetes":
      // A type of the cluster's own definitions has a group of three names or more.
      return group.endsWith(".x-k8s.io")
        ? ["kubernetes/apiextensions", "CustomResource"]
        : [`kubernetes/${group.split(".")[0] ?? ""}/${rest}`, kind];
    default:
      return group === "index" ? [`${pkg}/${rest}`, kind] : [`${pkg}/${group}`, kind];
  }
}
