import { SECRET, type Json } from "../plan/types";
import { isList, isObject, joinPath, type WireObject } from "../plan/values";

/** A value on both sides, wherever each side has it. */
export interface ValuePair {
  /** With the names of list elements where they have some: `env[name=PORT].value`. */
  readonly path: string;
  /** With their places: `env[3].value`. */
  readonly oldPath: string;
  readonly newPath: string;
  readonly old?: Json;
  readonly now?: Json;
}

/** A list whose elements have names, in the order of each side. */
export interface NamedList {
  readonly path: string;
  readonly oldPath: string;
  readonly newPath: string;
  readonly old: readonly string[];
  readonly now: readonly string[];
}

export interface Paired {
  readonly values: readonly ValuePair[];
  readonly lists: readonly NamedList[];
}

/**
 * What names an element of a list, the first that does so for all of them: the merge keys of Kubernetes,
 * and what tags, variables, pools and rules are told apart by.
 */
const KEYS = [
  "name",
  "key",
  "Name",
  "Key",
  "id",
  "Sid",
  "mountPath",
  "topologyKey",
  "containerPort",
];

/**
 * The values of two sides, those of a list's element beside those of the element of the same name.
 * @param isWhole whether the value at a path of the old or the new side is not taken apart, since it is
 * made of something: it is no name either
 */
export function paired(
  old: Json,
  now: Json,
  isWhole: (oldPath: string, newPath: string) => boolean = () => false,
): Paired {
  const values: ValuePair[] = [];
  const lists: NamedList[] = [];
  const visit = (pair: ValuePair): void => {
    const { path, oldPath, newPath, old: before, now: after } = pair;
    if (before === undefined && after === undefined) return;
    if (isWhole(oldPath, newPath) || !isAlike(before, after)) {
      values.push(pair);
      return;
    }
    if (isList(before ?? after)) {
      visitList(pair, (before ?? []) as readonly Json[], (after ?? []) as readonly Json[]);
      return;
    }
    const [olds, news] = [(before ?? {}) as WireObject, (after ?? {}) as WireObject];
    for (const key of new Set([...Object.keys(news), ...Object.keys(olds)])) {
      visit({
        path: joinPath(path, key),
        oldPath: joinPath(oldPath, key),
        newPath: joinPath(newPath, key),
        ...withValues(olds[key], news[key]),
      });
    }
  };
  const visitList = (
    { path, oldPath, newPath }: ValuePair,
    olds: readonly Json[],
    news: readonly Json[],
  ): void => {
    const isName = (index: number, key: string): boolean =>
      !isWhole(`${oldPath}[${index}].${key}`, `${newPath}[${index}].${key}`) &&
      !isWhole(`${oldPath}[${index}]`, `${newPath}[${index}]`);
    const key = keyOf(olds, news, isName);
    if (key === undefined) {
      for (let index = 0; index < Math.max(olds.length, news.length); index += 1) {
        const at = `[${index}]`;
        visit({
          path: path + at,
          oldPath: oldPath + at,
          newPath: newPath + at,
          ...withValues(olds[index], news[index]),
        });
      }
      return;
    }
    const [oldNames, newNames] = [namesOf(olds, key), namesOf(news, key)];
    lists.push({ path, oldPath, newPath, old: oldNames, now: newNames });
    for (const name of new Set([...newNames, ...oldNames])) {
      const [oldIndex, newIndex] = [oldNames.indexOf(name), newNames.indexOf(name)];
      visit({
        path: `${path}[${key}=${/^[\w./:-]+$/.test(name) ? name : JSON.stringify(name)}]`,
        oldPath: `${oldPath}[${oldIndex}]`,
        newPath: `${newPath}[${newIndex}]`,
        ...withValues(unnamed(olds[oldIndex], key), unnamed(news[newIndex], key)),
      });
    }
  };
  visit({ path: "", oldPath: "", newPath: "", old, now });
  return { values, lists };
}

/** Whether both can be taken apart in the same way, or one that is alone can be. */
function isAlike(before: Json | undefined, after: Json | undefined): boolean {
  const some = [before, after].filter((value) => value !== undefined);
  const isFull = some.some(
    (value) => typeof value === "object" && value !== null && size(value) > 0,
  );
  return isFull && (some.every((value) => isList(value)) || some.every((value) => isObject(value)));
}

function size(value: object): number {
  return Object.keys(value).length;
}

function withValues(old: Json | undefined, now: Json | undefined) {
  return { ...(old !== undefined && { old }), ...(now !== undefined && { now }) };
}

function keyOf(
  olds: readonly Json[],
  news: readonly Json[],
  isName: (index: number, key: string) => boolean,
): string | undefined {
  return KEYS.find((key) =>
    [olds, news].every(
      (all) =>
        all.every((element, index) => nameOf(element, key) !== undefined && isName(index, key)) &&
        new Set(namesOf(all, key)).size === all.length,
    ),
  );
}

/** An element without what its path says already, unless it has nothing else. */
function unnamed(element: Json | undefined, key: string): Json | undefined {
  if (!isObject(element)) return element;
  const { [key]: _name, ...rest } = element;
  return size(rest) > 0 ? rest : element;
}

function namesOf(all: readonly Json[], key: string): string[] {
  return all.flatMap((element) => nameOf(element, key) ?? []);
}

function nameOf(element: Json, key: string): string | undefined {
  const name = isObject(element) ? element[key] : undefined;
  if (typeof name === "number") return String(name);
  return typeof name === "string" && name !== SECRET ? name : undefined;
}
