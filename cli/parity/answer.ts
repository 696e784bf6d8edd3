import { seconds, type Duration } from "../../shared/units";
import type { PlatformName } from "../../shared/config/schema";
import type { ChatbotWorkload } from "../../shared/workload";
import type { Json } from "../../plan/types";

/** What becomes of one field of the workload on each platform. */
export type Answers = Readonly<Record<PlatformName, Answer>>;

/** Answers for every field of a part of the workload, by its path from there. */
export type FieldsOf<Path extends string, Part> = Readonly<
  Record<`${Path}.${keyof Part & string}`, Answers>
>;

export type Answer = Carried | Refused;

/** One property of one planned resource holds the field. */
export interface Carried {
  /** Type of the resource, as Pulumi names it. */
  readonly type: string;
  /** What follows the stack's name in that of the resource. Default: nothing. */
  readonly name?: string;
  /** Where in its inputs: see `valueAt`. Default: that it exists at all is the answer. */
  readonly path?: string;
  readonly format: Format;
}

/** How a property shows a field. */
export interface Format {
  /** For people; left out where the value stands there as it is. */
  readonly note?: string;
  /** What must be found; of a resource without a path, whether it exists. */
  readonly show: (value: unknown, workload: ChatbotWorkload) => Json | RegExp;
}

/** The plan fails. */
export interface Refused {
  /** What is said of it, or of a value that breaks its rule. */
  readonly error: string;
  /** What fails, for people. */
  readonly when: string;
  /** Brings the error about: a key of the config with a value, or another workload. */
  readonly asked:
    readonly [key: string, value: Json] | ((workload: ChatbotWorkload) => ChatbotWorkload);
}

/** A format for values of one type. */
export function format(
  note: string | undefined,
  show: (value: never, workload: ChatbotWorkload) => Json | RegExp,
): Format {
  return { ...(note !== undefined && { note }), show: show as Format["show"] };
}

export const AS_IT_IS = format(undefined, (value: string | number) => value);
export const AS_TEXT = format(undefined, (value: string | number) => String(value));
export const IN_SECONDS = format("in seconds", (value: Duration) => seconds(value));

export function onKubernetes(answer: Answer): Pick<Answers, "eks" | "aks" | "kubernetes"> {
  return { eks: answer, aks: answer, kubernetes: answer };
}

export function onEcs(answer: Answer): Pick<Answers, "ecs (fargate)" | "ecs (asg)"> {
  return { "ecs (fargate)": answer, "ecs (asg)": answer };
}

export function onAws(answer: Answer): Omit<Answers, "aks" | "kubernetes"> {
  return { eks: answer, ...onEcs(answer) };
}

/**
 * A value inside a resource's inputs. A step is a key; in a list, an index or the `name` of an item.
 * A text that goes on is JSON, and an item with a name that has a `value` stands for it.
 * @returns undefined where there is nothing
 */
export function valueAt(inputs: Json, path: string): Json | undefined {
  return path.split(".").reduce<Json | undefined>(step, inputs);
}

function step(outer: Json | undefined, key: string): Json | undefined {
  const inside = typeof outer === "string" ? parse(outer) : outer;
  if (Array.isArray(inside)) return itemOf(inside as readonly Json[], key);
  return isObject(inside) ? inside[key] : undefined;
}

function itemOf(items: readonly Json[], key: string): Json | undefined {
  if (/^\d+$/.test(key)) return items[Number(key)];
  const item = items.find((one) => isObject(one) && one["name"] === key);
  return isObject(item) && "value" in item ? item["value"] : item;
}

function isObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
