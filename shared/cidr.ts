/** An IPv4 range: its first address as an unsigned 32-bit number, and its prefix length. */
export interface Cidr {
  readonly first: number;
  readonly prefix: number;
}

/**
 * Parses `a.b.c.d/prefix`.
 * @returns undefined unless it is four octets, a prefix from 0 to 32, and no host bit is set.
 */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return first % size({ first, prefix }) === 0 ? { first, prefix } : undefined;
}

/** `parseCidr` for text that is known to be a range. @throws RangeError when it is not. */
export function cidr(text: string): Cidr {
  const range = parseCidr(text);
  if (!range) throw new RangeError(`"${text}" is not an IPv4 range such as "10.0.0.0/16"`);
  return range;
}

/** How many addresses the range holds. */
export function size(range: Cidr): number {
  return 2 ** (32 - range.prefix);
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.first < b.first + size(b) && b.first < a.first + size(a);
}

/**
 * The `index`-th range of length `prefix` inside `range`, counted from 0.
 * @throws RangeError when there is no such range.
 */
export function subnet(range: Cidr, prefix: number, index: number): Cidr {
  const part = { first: range.first + index * 2 ** (32 - prefix), prefix };
  const fits =
    prefix >= range.prefix && index >= 0 && part.first + size(part) <= range.first + size(range);
  if (!fits) throw new RangeError(`${format(range)} has no /${prefix} number ${index}`);
  return part;
}

export function format(range: Cidr): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(range.first / 2 ** shift) % 256);
  return `${octets.join(".")}/${range.prefix}`;
}

/** The `offset`-th address of the range, counted from 0, as `a.b.c.d`. */
export function address(range: Cidr, offset: number): string {
  return format({ first: range.first + offset, prefix: 32 }).replace("/32", "");
}

/** Whether a range is the Internet or a part of it: nothing wider than a /8 is somebody's network. */
export function isOfInternet(range: string): boolean {
  return Number(range.split("/")[1]) < 8;
}
