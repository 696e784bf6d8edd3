import type { Range } from "./types";

/** `$1,234.50`: dollars and cents. */
function dollars(amount: number): string {
  return `$${amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** `$1.00–$2.00`, or `$1.00` where both are the same. */
export function dollarRange({ least, most }: Range): string {
  return least === most ? dollars(least) : `${dollars(least)}–${dollars(most)}`;
}

/** `$164–$193`, for where cents would only be noise. */
export function wholeDollars({ least, most }: Range): string {
  const whole = (amount: number): string =>
    amount > 0 && amount < 0.5 ? "$1" : `$${Math.round(amount).toLocaleString("en-US")}`;
  return whole(least) === whole(most) ? whole(most) : `${whole(least)}–${whole(most)}`;
}

/** A price per unit, which may be much less than a cent: `$0.0336`, `$0.0000133334`, `$5.00`. */
export function unitPrice(amount: number): string {
  if (Number(amount.toFixed(2)) === amount) return dollars(amount);
  return `$${amount.toLocaleString("en-US", { maximumSignificantDigits: 6 })}`;
}
