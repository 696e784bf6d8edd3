import { shortNames } from "../plan/tree/page";
import type { JsonObject, PlannedResource } from "../plan/types";
import { innerPools, type Areas } from "./areas";
import { textAt, type Resources } from "./resources";
import { AWS } from "./rules/aws";
import { AZURE, poolLines } from "./rules/azure";
import { KUBERNETES } from "./rules/kubernetes";
import type { PartRules } from "./rules/rule";
import type { Part } from "./types";

const RULES: PartRules = { ...AWS, ...AZURE, ...KUBERNETES };

/** The boxes of a plan, each with the resources that have made it one. */
export class Parts {
  readonly all: Part[] = [];
  private readonly ids = new Map<string, string>();
  /** The taints of each group of machines, by the id of its part. */
  readonly machines = new Map<string, readonly string[]>();

  constructor(
    private readonly resources: Resources,
    private readonly areas: Areas,
  ) {
    const shortName = shortNames(resources.plan.resources);
    const boxes = new Map<string, PlannedResource[]>();
    for (const resource of resources.all) {
      const rule = RULES[resource.type];
      if (!rule || rule.when?.(resource, resources) === false) continue;
      const id = rule.together
        ? `${resources.plan.cloud} ${rule.together}`
        : `${resource.type} ${shortName(resource.name)}`;
      boxes.set(id, [...(boxes.get(id) ?? []), resource]);
    }
    for (const [id, all] of boxes) this.addBox(id, all);
    for (const { cluster, inputs } of innerPools(resources)) this.addPool(cluster, inputs);
  }

  /** The part that a resource is drawn as. */
  idOf(urn: string): string | undefined {
    return this.ids.get(urn);
  }

  get(id: string | undefined): Part | undefined {
    return this.all.find((part) => part.id === id);
  }

  private addBox(id: string, all: readonly PlannedResource[]): void {
    const [first] = all;
    const rule = first && RULES[first.type];
    if (!rule) return;
    const { resources } = this;
    const area = this.areas.around(all.flatMap((each) => rule.in?.(each, resources) ?? []));
    this.all.push({
      id,
      kind: rule.kind,
      title: rule.title(first, resources),
      lines: filled(rule.lines?.(first, resources, all) ?? []),
      ...(area !== undefined && { area }),
      own: all.map(({ urn }) => urn),
      urns: [],
    });
    for (const { urn } of all) this.ids.set(urn, id);
    if (rule.kind === "machines") this.machines.set(id, taintsOf(first.inputs));
  }

  private addPool(cluster: PlannedResource, inputs: JsonObject): void {
    const id = `pool ${textAt({ inputs }, "name")}`;
    const area = this.areas.idOf(cluster.urn);
    this.all.push({
      id,
      kind: "machines",
      title: `${textAt({ inputs }, "mode").toLowerCase()} pool`,
      lines: filled(poolLines({ inputs })),
      ...(area !== undefined && { area }),
      own: [],
      urns: [],
    });
    this.machines.set(id, taintsOf(inputs));
  }
}

function taintsOf({ nodeTaints }: JsonObject): readonly string[] {
  return Array.isArray(nodeTaints) ? (nodeTaints as readonly string[]) : [];
}

function filled(lines: readonly (string | undefined)[]): string[] {
  return lines.filter((line) => line !== undefined && line !== "") as string[];
}
