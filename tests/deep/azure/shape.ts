import type { Json, JsonObject } from "../../../plan/types";
import type { Mapper, Models, MapperType } from "./model";

/** A value in the form that an SDK takes it, and what has no place in that form. */
export interface Shaped {
  readonly body: Json;
  /** Inputs that no member is for, by path. */
  readonly unknown: readonly string[];
  /** Inputs for members that Azure alone sets. */
  readonly readOnly: readonly string[];
}

/** Where a property is, from the object that has the input. */
interface Place {
  readonly keys: readonly string[];
  readonly mapper: Mapper;
}

/**
 * Gives Pulumi inputs the form of an SDK's request. Pulumi has the names of the wire, and lifts what
 * is inside `properties`; the SDK has names of its own, and lifts the same or not.
 */
export function shaped(models: Models, mapper: Mapper, inputs: Json): Shaped {
  const unknown: string[] = [];
  const readOnly: string[] = [];

  function any({ type }: Mapper, value: Json, path: string): Json {
    const { element, value: entry } = type;
    if (element && Array.isArray(value)) {
      return (value as readonly Json[]).map((item) => any(element, item, path));
    }
    if (entry) return dictionary(entry, value, path);
    if (type.name === "Composite" && isObject(value)) return composite(type, value, path);
    return value;
  }

  function dictionary(entry: Mapper, value: Json, path: string): Json {
    // Pulumi's provider makes `{ id: {} }` of a list of ids.
    if (Array.isArray(value) && entry.type.name === "Composite") {
      return Object.fromEntries((value as readonly string[]).map((key) => [key, {}]));
    }
    if (!isObject(value)) return value;
    return mapValues(value, (item, key) => any(entry, item, join(path, key)));
  }

  function composite(type: MapperType, value: JsonObject, path: string): Json {
    const places = placesIn(models, models.find(chosen(models, type, value) ?? type));
    const result: Record<string, Json> = {};
    for (const [key, item] of Object.entries(value)) {
      const at = join(path, key);
      const place = places.get(key);
      if (place === undefined) {
        unknown.push(at);
        continue;
      }
      if (place.mapper.readOnly === true) readOnly.push(at);
      set(result, place.keys, any(place.mapper, item, at));
    }
    return result;
  }

  return { body: any(mapper, inputs, ""), unknown, readOnly };
}

/** The model that a value says it is of. */
export function chosen(
  models: Models,
  type: MapperType,
  value: JsonObject,
): MapperType | undefined {
  const { polymorphicDiscriminator: by } = models.find(type);
  const told = by && (value[by.clientName] ?? value[by.serializedName]);
  return typeof told === "string" ? models.choose(type, told) : undefined;
}

function placesIn(models: Models, { modelProperties = {} }: MapperType): Map<string, Place> {
  const places = new Map<string, Place>();
  const add = (name: string, place: Place): void => {
    // A pool has a type, and as every resource a type that Azure sets: ours is the former.
    const there = places.get(name);
    if (!there || there.mapper.readOnly === true) places.set(name, place);
  };
  const own = Object.entries(modelProperties);
  for (const [name, mapper] of own) add(name, { keys: [name], mapper });
  for (const [name, mapper] of own) add(wireName(mapper) ?? name, { keys: [name], mapper });
  const inner = modelProperties["properties"];
  if (inner?.type.name !== "Composite") return places;
  for (const [name, { keys, mapper }] of placesIn(models, models.find(inner.type))) {
    add(name, { keys: ["properties", ...keys], mapper });
  }
  return places;
}

/** `count` of `properties.count`; a dot that belongs to a name is escaped. */
function wireName({ serializedName }: Mapper): string | undefined {
  return serializedName
    ?.split(/(?<!\\)\./)
    .at(-1)
    ?.replaceAll("\\.", ".");
}

function set(target: Record<string, Json>, keys: readonly string[], value: Json): void {
  const [key = "", ...rest] = keys;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = { ...(target[key] as JsonObject | undefined) };
  set(inner, rest, value);
  target[key] = inner;
}

function mapValues(value: JsonObject, change: (item: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, change(item, key)] as const),
  );
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
