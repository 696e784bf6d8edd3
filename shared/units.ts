/** A length of time: whole or decimal seconds, minutes or hours, such as `"30s"`, `"2m"`, `"1h"`. */
export type Duration = `${number}s` | `${number}m` | `${number}h`;

/** Processor share: decimal virtual CPUs, such as `"0.5 vCPU"`. */
export type Cpu = `${number} vCPU`;

/** Memory or disk in binary units, such as `"512Mi"` or `"1Gi"`. */
export type Bytes = `${number}Mi` | `${number}Gi`;

export const DURATION_PATTERN = /^(\d+(?:\.\d+)?)(s|m|h)$/;
export const CPU_PATTERN = /^(\d+(?:\.\d+)?) vCPU$/;
export const BYTES_PATTERN = /^(\d+(?:\.\d+)?)(Mi|Gi)$/;

const SECONDS_PER = { s: 1, m: 60, h: 3600 } as const;
const MEBIBYTES_PER = { Mi: 1, Gi: 1024 } as const;

/**
 * A duration in seconds.
 * @throws RangeError when the text is not a duration.
 */
export function seconds(duration: Duration): number {
  const [amount, unit] = amountAndUnit(duration, DURATION_PATTERN, "30s");
  return amount * SECONDS_PER[unit as keyof typeof SECONDS_PER];
}

/**
 * A processor share in thousandths of a virtual CPU.
 * @throws RangeError when the text is not a processor share.
 */
export function millicores(cpu: Cpu): number {
  return Math.round(amountAndUnit(cpu, CPU_PATTERN, "0.5 vCPU")[0] * 1000);
}

/**
 * An amount of memory or disk in mebibytes.
 * @throws RangeError when the text is not an amount of bytes.
 */
export function mebibytes(bytes: Bytes): number {
  const [amount, unit] = amountAndUnit(bytes, BYTES_PATTERN, "512Mi");
  return amount * MEBIBYTES_PER[unit as keyof typeof MEBIBYTES_PER];
}

/**
 * Thousandths of a virtual CPU as Kubernetes writes them, 500 as `"500m"` and 2000 as `"2"`. Any other
 * form comes back from the API server as this one, and looks like a change.
 */
export function cpuQuantity(millicores: number): string {
  return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}

/** Mebibytes as Kubernetes writes them, 1024 as `"1Gi"`; a part of one counts as a whole. */
export function memoryQuantity(mebibytes: number): string {
  let amount = Math.ceil(mebibytes);
  const units = ["Mi", "Gi", "Ti"];
  while (units.length > 1 && amount % 1024 === 0) {
    amount /= 1024;
    units.shift();
  }
  return `${amount}${units[0] ?? ""}`;
}

function amountAndUnit(text: string, pattern: RegExp, example: string): [number, string] {
  const match = pattern.exec(text);
  if (!match) throw new RangeError(`"${text}" is not of the form "${example}"`);
  return [Number(match[1]), match[2] ?? ""];
}
