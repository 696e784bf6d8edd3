import type { Json } from "../../../plan/types";
import type { Constraints, Mapper, MapperType, Models } from "./model";
import { chosen, isObject, join } from "./shape";

/** A rule of an SDK's model that a value breaks. */
export interface Breach {
  /** The member, without indices. */
  readonly path: string;
  /** The value and the rule. */
  readonly rule: string;
  /** Whether it is only that the model does not list the value. */
  readonly unlisted?: true;
}

const DURATION = /^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** How values of each kind are told; kinds that are not here may be anything. */
const KINDS: Readonly<Record<string, (value: Json) => boolean>> = {
  Boolean: (value) => typeof value === "boolean",
  Number: (value) => typeof value === "number",
  String: (value) => typeof value === "string",
  Uuid: (value) => typeof value === "string" && UUID.test(value),
  TimeSpan: (value) => typeof value === "string" && DURATION.test(value),
  Date: isDate,
  DateTime: isDate,
};

/**
 * All that a model forbids in a value. The SDK's own serializer knows required members, kinds and
 * closed enums only.
 */
export function breaches(models: Models, mapper: Mapper, value: Json, path = ""): Breach[] {
  const { type, constraints = {} } = mapper;
  if (type.name === "Composite") return composite(models, type, value, path);
  if (type.element) return list(models, mapper, type.element, value, path);
  if (type.value) return dictionary(models, type.value, value, path);
  if (type.allowedValues) return oneOf(type.allowedValues, value, path);
  if (KINDS[type.name]?.(value) === false) return [breach(path, value, `must be ${type.name}`)];
  return bounds(constraints, value, path);
}

function composite(models: Models, type: MapperType, value: Json, path: string): Breach[] {
  if (!isObject(value)) return [breach(path, value, "must be an object")];
  const { polymorphicDiscriminator: by } = models.find(type);
  const told = by && value[by.clientName];
  const choice = chosen(models, type, value);
  if (by && told !== undefined && !choice) {
    return [breach(join(path, by.clientName), told, `is no kind of ${type.className ?? ""}`)];
  }
  const model = choice ?? models.find(type);
  const { className = "" } = model;
  return Object.entries(model.modelProperties ?? {}).flatMap(([name, mapper]) => {
    const at = join(path, name);
    const item = value[name];
    if (item === undefined || item === null) {
      const required = mapper.required ?? models.isRequired(className, name);
      const filled = mapper.readOnly === true || mapper.isConstant === true;
      return required && !filled ? [{ path: at, rule: "is required" }] : [];
    }
    return [
      ...breaches(models, mapper, item, at),
      ...listed(models.valuesOf(className, name), item, at),
    ];
  });
}

/** Values that are known, of a member whose kind is just text. */
function listed(known: readonly string[] | undefined, value: Json, path: string): Breach[] {
  if (!known) return [];
  const values = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return values
    .filter((item) => typeof item === "string" && !known.includes(item))
    .map((item) => ({ ...notOneOf(known, item, path), unlisted: true }));
}

function list(models: Models, mapper: Mapper, element: Mapper, value: Json, path: string) {
  if (!Array.isArray(value)) return [breach(path, value, "must be a list")];
  const items = value as readonly Json[];
  return [
    ...bounds(mapper.constraints ?? {}, items, path),
    ...items.flatMap((item) => breaches(models, element, item, path)),
  ];
}

function dictionary(models: Models, entry: Mapper, value: Json, path: string): Breach[] {
  if (!isObject(value)) return [breach(path, value, "must be an object")];
  return Object.entries(value).flatMap(([key, item]) =>
    breaches(models, entry, item, join(path, key)),
  );
}

function oneOf(allowed: readonly unknown[], value: Json, path: string): Breach[] {
  return allowed.includes(value) ? [] : [notOneOf(allowed, value, path)];
}

function notOneOf(allowed: readonly unknown[], value: Json, path: string): Breach {
  return breach(path, value, `must be one of ${allowed.map(String).join(", ")}`);
}

function bounds(rules: Constraints, value: Json, path: string): Breach[] {
  const broken: string[] = [];
  const check = (limit: number | undefined, holds: (limit: number) => boolean, words: string) => {
    if (limit !== undefined && !holds(limit)) broken.push(`must ${words} ${limit}`);
  };
  if (typeof value === "number") {
    check(rules.InclusiveMinimum, (limit) => value >= limit, "be at least");
    check(rules.InclusiveMaximum, (limit) => value <= limit, "be at most");
    check(rules.ExclusiveMinimum, (limit) => value > limit, "be more than");
    check(rules.ExclusiveMaximum, (limit) => value < limit, "be less than");
    check(rules.MultipleOf, (limit) => value % limit === 0, "be a multiple of");
  }
  if (typeof value === "string") {
    const { length } = value;
    check(rules.MinLength, (limit) => length >= limit, `not have ${length} characters: least`);
    check(rules.MaxLength, (limit) => length <= limit, `not have ${length} characters: most`);
    const { Pattern: pattern } = rules;
    if (pattern !== undefined && !new RegExp(pattern).test(value)) {
      broken.push(`must match ${String(pattern)}`);
    }
  }
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    check(
      rules.MinItems,
      (limit) => items.length >= limit,
      `not have ${items.length} items: least`,
    );
    check(rules.MaxItems, (limit) => items.length <= limit, `not have ${items.length} items: most`);
    const different = new Set(items.map((item) => JSON.stringify(item)));
    if (rules.UniqueItems && different.size < items.length) broken.push("must not repeat an item");
  }
  return broken.map((rule) => breach(path, value, rule));
}

function breach(path: string, value: Json, rule: string): Breach {
  const text = JSON.stringify(value);
  return { path, rule: `${text.length > 80 ? `${text.slice(0, 77)}...` : text} ${rule}` };
}

function isDate(value: Json): boolean {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}
