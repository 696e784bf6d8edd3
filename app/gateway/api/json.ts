import { ApiError, badRequest } from "./errors";

/** Nothing that this API takes is nested deeper than `{ messages: [{ … }] }`. */
const DEEPEST = 4;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Parses JSON of a client. It is measured before it is parsed, so that no nesting costs memory.
 * @throws ApiError
 */
export function parseJson(bytes: Uint8Array): unknown {
  if (isTooDeep(bytes)) throw badRequest("The JSON is nested too deeply.");
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw badRequest("The text is not UTF-8.");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest("The text is not JSON.");
  }
}

/** The object's own fields, if it is an object that has none but these. */
export function fieldsOf(
  value: unknown,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badRequest(`An object is wanted, with some of: ${names.join(", ")}.`);
  }
  const own = value as Readonly<Record<string, unknown>>;
  if (!Object.keys(own).every((name) => names.includes(name))) {
    throw badRequest(`An object may have no fields here but: ${names.join(", ")}.`);
  }
  return own;
}

/** Brackets in texts do not count; every byte of a sign beyond ASCII is above all of these. */
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) {
      inText = true;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth -= 1;
    }
  }
  return false;
}

export const tooLarge = (what: string): ApiError =>
  new ApiError("too_large", `${what} is too large.`);
