import { FakeCloud } from "../../../plan/cloud/cloud";
import type { Creation } from "../../../plan/cloud/resource";
import type { StackConfig } from "../../../plan/stackFile";
import { answered, completed, UNKNOWN, type Wire, type WireObject } from "../../../plan/values";

/** What an account holds of one resource. */
export interface Held {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  /** What the program asked for, completed by the provider. */
  readonly inputs: WireObject;
  /** What it is: inputs and what the cloud decided. */
  readonly state: WireObject;
}

export interface Operation {
  readonly kind: "create" | "update" | "delete";
  readonly urn: string;
  readonly type: string;
}

interface Named {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

/** What a provider raises with each update of a resource; no preview knows it. */
const COUNTED = "latestVersion";

/** What a preview of an update knows all the same (azure-native, Update: stableOutputs). */
const STABLE = ["name", "location"];

/** The clouds' side of a test: what exists in them, what was done to it, and what is to fail. */
export class Account {
  readonly operations: Operation[] = [];
  /** Refuses the operations that it gives a reason for. */
  failure: (operation: Operation) => string | undefined = () => undefined;
  /** Properties that another hand than Pulumi's has set, such as an autoscaler's. */
  drift: (held: Held) => WireObject = () => ({});
  /** Whether an update makes all that the cloud decides unknown again until it is done. */
  forgetful = false;
  /** By type of a resource or token of a function, what is answered in place of look-alikes. */
  answers: Readonly<Record<string, WireObject>> = {};
  private readonly held = new Map<string, Held>();
  private readonly updates = new Map<string, number>();
  private readonly generations = new Map<string, number>();

  constructor(private readonly settings: Pick<StackConfig, "project" | "config">) {}

  get resources(): readonly Held[] {
    return [...this.held.values()];
  }

  /**
   * The inputs with what a provider fills in before it creates anything.
   * @param exists whether this is for a resource that is there already, and keeps its names
   */
  check(resource: Named, inputs: WireObject, exists: boolean): WireObject {
    const { defaults } = this.imagine(resource, inputs, exists);
    return completed(answered(inputs) as WireObject, defaults, keep);
  }

  /** What a preview knows of a resource that is to be created. */
  preview(resource: Named, inputs: WireObject): WireObject {
    return completed(inputs, this.imagine(resource, inputs, false).outputs, () => UNKNOWN);
  }

  create(resource: Named, inputs: WireObject): Held {
    this.perform({ kind: "create", urn: resource.urn, type: resource.type });
    const { id, outputs } = this.imagine(resource, inputs, false);
    this.generations.set(resource.urn, this.generation(resource) + 1);
    const { urn, type } = resource;
    const held = { urn, type, id: id || resource.name, inputs };
    return this.hold({ ...held, state: completed(inputs, outputs, keep) });
  }

  update(resource: Named, id: string, inputs: WireObject): WireObject {
    const { urn, type } = resource;
    this.perform({ kind: "update", urn, type });
    this.updates.set(urn, (this.updates.get(urn) ?? 0) + 1);
    return this.hold({ urn, type, id, inputs, state: this.state(resource, inputs) }).state;
  }

  remove({ urn, type }: Named, id: string): void {
    this.perform({ kind: "delete", urn, type });
    this.held.delete(keyOf({ urn, id }));
  }

  /** What a preview knows of a resource that is to be updated. */
  previewUpdate(resource: Named, inputs: WireObject): WireObject {
    const state = this.state(resource, inputs);
    if (this.forgetful) {
      const unsure = completed(inputs, this.imagine(resource, inputs, true).outputs, () => UNKNOWN);
      const stable = STABLE.flatMap((key) => (key in state ? [[key, state[key]] as const] : []));
      return { ...unsure, ...Object.fromEntries(stable) } as WireObject;
    }
    return COUNTED in state ? { ...state, [COUNTED]: UNKNOWN } : state;
  }

  /** What a resource that exists is, by its inputs. */
  state(resource: Named, inputs: WireObject): WireObject {
    const state = completed(inputs, this.imagine(resource, inputs, true).outputs, keep);
    const updates = this.updates.get(resource.urn) ?? 0;
    if (!(COUNTED in state)) return state;
    return { ...state, [COUNTED]: Number(state[COUNTED]) + updates };
  }

  /** What there is now, or undefined when it is gone. */
  read(urn: string, id: string): Held | undefined {
    const held = this.held.get(keyOf({ urn, id }));
    if (!held) return undefined;
    const drifted = this.drift(held);
    return {
      ...held,
      // Providers read back as inputs what the program has given, and nothing else.
      inputs: merged(held.inputs, drifted, (key, base) => key in base),
      state: merged(held.state, drifted, () => true),
    };
  }

  invoke(token: string, args: WireObject): WireObject {
    const answer = new FakeCloud(this.settings).invoke(token, args, "");
    return { ...answer, ...this.answers[token] };
  }

  private perform(operation: Operation): void {
    const reason = this.failure(operation);
    if (reason !== undefined) throw new Error(reason);
    this.operations.push(operation);
  }

  private hold(held: Held): Held {
    this.held.set(keyOf(held), held);
    return held;
  }

  private generation({ urn }: Named): number {
    return this.generations.get(urn) ?? 0;
  }

  /** A successor must not look like the resource that it replaces. */
  private imagine(resource: Named, inputs: WireObject, exists: boolean): Creation {
    const generation = Math.max(0, this.generation(resource) - (exists ? 1 : 0));
    const urn = generation > 0 ? `${resource.urn}::${generation}` : resource.urn;
    const creation = new FakeCloud(this.settings).create({ ...resource, urn, inputs }, "");
    return { ...creation, outputs: { ...creation.outputs, ...this.answers[resource.type] } };
  }
}

const keep = <T>(value: T): T => value;

type Takes = (key: string, base: WireObject) => boolean;

function merged(base: WireObject, over: WireObject, takes: Takes): WireObject {
  const result: Record<string, Wire> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (!takes(key, base)) continue;
    const old = base[key];
    result[key] = isObject(old) && isObject(value) ? merged(old, value, takes) : value;
  }
  return result;
}

function isObject(value: Wire | undefined): value is WireObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function keyOf({ urn, id }: { readonly urn: string; readonly id: string }): string {
  return `${urn} ${id}`;
}
