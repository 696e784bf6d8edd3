import { PlanError } from "./errors";
import type { PlanMonitor } from "./monitor";
import type { Registration } from "./registration";
import { SECRET_PLACEHOLDER } from "./stackFile";
import type { JsonObject, Plan } from "./types";
import { pathsOf, unknownPaths } from "./values";

/** How many places an error names: the first of them cause the others. */
const PLACES = 5;

/**
 * Refuses values that stay unknown even after `pulumi up`: they come from outputs that the look-alike
 * cloud does not answer, and would be missing in the plan or part of a text as "undefined". Outputs
 * of resources that are only read are not covered.
 * @throws PlanError that names where such an output is used, and whose output it is
 */
export function refuseMissing({ registrations, stackOutputs, answers }: PlanMonitor): void {
  const inputs = [...registrations.values()].flatMap((resource) =>
    unknownPaths(resource.inputs).map(
      (path) => `  ${title(resource)} needs it for ${path}${origin(resource, path)}`,
    ),
  );
  const outputs = unknownPaths(stackOutputs).map((path) => `  the stack output ${path} needs it`);
  const places = [...inputs, ...outputs];
  if (places.length === 0) return;
  const more = places.length > PLACES ? `  … and ${places.length - PLACES} more\n` : "";
  throw new PlanError(
    "The offline plan has no look-alike of an output that the program uses:\n" +
      `${places.slice(0, PLACES).join("\n")}\n${more}` +
      "Add that output to the rule of its type in plan/cloud; null, where the cloud leaves it empty.",
  );

  function origin({ request }: Registration, path: string): string {
    const property = /^[\w$-]+/.exec(path)?.[0] ?? "";
    const urns = request?.getPropertydependenciesMap().get(property)?.getUrnsList() ?? [];
    const sources = urns.flatMap((urn) => {
      const source = registrations.get(urn);
      if (source === undefined) return [];
      return `\n    from ${title(source)}, which has: ${(answers.get(urn) ?? []).join(", ")}`;
    });
    return sources.join("");
  }
}

function title({ type, name }: Registration): string {
  return `${type} ${name}`;
}

/**
 * Refuses resources that only one of the passes registers.
 * @throws PlanError that names them
 */
export function refuseDifference(
  up: ReadonlyMap<string, Registration>,
  preview: ReadonlyMap<string, Registration>,
): void {
  const onlyUp = [...up.keys()].filter((urn) => !preview.has(urn));
  const onlyPreview = [...preview.keys()].filter((urn) => !up.has(urn));
  const lines = [
    ...onlyUp.map((urn) => `  only in \`pulumi up\`: ${urn}`),
    ...onlyPreview.map((urn) => `  only in a preview: ${urn}`),
  ];
  if (lines.length === 0) return;
  throw new PlanError(
    "A first preview and `pulumi up` would register different resources:\n" +
      `${lines.sort().join("\n")}\n` +
      "Create resources outside of `apply`, and inside the function that the program exports.",
  );
}

/**
 * Refuses a plan that shows the text of a secret.
 * @throws PlanError that names the places
 */
export function refuseLeaks({ resources, outputs }: Plan): void {
  const leaksIn = (values: JsonObject): string[] =>
    pathsOf(values, (leaf) => typeof leaf === "string" && leaf.includes(SECRET_PLACEHOLDER));
  const leaks = [
    ...resources.flatMap(({ name, inputs }) => leaksIn(inputs).map((path) => `${name}: ${path}`)),
    ...leaksIn(outputs).map((path) => `stack output ${path}`),
  ];
  if (leaks.length === 0) return;
  throw new PlanError(
    `A secret config value would be stored in plain text:\n  ${leaks.join("\n  ")}\n` +
      "Read it with `config.requireSecret` and pass it on as that Output.",
  );
}
