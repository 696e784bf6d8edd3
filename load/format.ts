/** Milliseconds, to three digits or a tenth of a microsecond: 0.45, 12.3, 1,205. */
export function milliseconds(value: number): string {
  const decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
  return grouped(value, decimals);
}

/** A count with commas: 12,345. */
export function count(value: number): string {
  return grouped(value, 0);
}

/** A number with as few decimals as it has, at most two: 50, 0.5, 1.25. */
export function plain(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** A share of a whole; what is neither none nor all is never shown as such. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "–";
  const share = (100 * part) / whole;
  if (part > 0 && share < 0.1) return "< 0.1 %";
  if (part < whole && share > 99.9) return "> 99.9 %";
  return `${share.toFixed(1)} %`;
}

/** `1 chat`, `2 chats` */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

function grouped(value: number, decimals: number): string {
  return value.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}
