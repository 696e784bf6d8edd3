import type { Random } from "../../load/random";
import type { Problem } from "../../shared/problems";
import type { Chats } from "../simulate/chats";
import type { Traffic } from "./traffic";

/** How long replies take after their first token, in seconds. */
export type ReplyLength =
  | { readonly kind: "fixed"; readonly seconds: number }
  | { readonly kind: "exponential"; readonly mean: number }
  | { readonly kind: "lognormal"; readonly median: number; readonly sigma: number };

/**
 * The replies of 19,366 real chats at 50 tokens a second: median 151 tokens of a log-normal
 * distribution (Azure Public Dataset, LLM inference trace 2023, conversations).
 */
const USUAL_REPLY: ReplyLength = { kind: "lognormal", median: 3, sigma: 0.86 };

/** The longest mean or median that is taken, in seconds. */
const LONGEST = 3600;

/** Reads `12`, `exp:12` or `lognormal:3,0.86`. */
export function readReplyLength(text: string, problems: Problem[]): ReplyLength {
  const [, kind, first = "", second] =
    /^(?:(exp|lognormal):)?([\d.]+)(?:,([\d.]+))?$/.exec(text) ?? [];
  const seconds = Number(first);
  const sigma = Number(second);
  const isTime = first !== "" && seconds > 0 && seconds <= LONGEST;
  if (isTime && kind === undefined && second === undefined) return { kind: "fixed", seconds };
  if (isTime && kind === "exp" && second === undefined)
    return { kind: "exponential", mean: seconds };
  if (isTime && kind === "lognormal" && sigma > 0 && sigma <= 3) {
    return { kind, median: seconds, sigma };
  }
  problems.push({
    key: "--reply-seconds",
    value: text,
    rule: `must be seconds above 0, ${LONGEST} at most: fixed, as a mean, or as a median and a sigma up to 3`,
    fix: "Write it like 12, exp:12 or lognormal:3,0.86.",
  });
  return USUAL_REPLY;
}

/**
 * The chats of a trace. Replies take as long as their tokens do; where the trace tells none, or a
 * length was asked for, as the length says.
 */
export function chatsOf(
  traffic: Traffic,
  settings: {
    readonly firstToken: number;
    readonly tokensPerSecond: number;
    readonly length: ReplyLength | undefined;
  },
  random: Random,
): Chats {
  const { at, outputTokens, duration } = traffic;
  const { firstToken, tokensPerSecond, length } = settings;
  const seconds = new Float64Array(at.length);
  for (let place = 0; place < at.length; place += 1) {
    const tokens = length === undefined ? outputTokens?.[place] : undefined;
    const reply =
      tokens === undefined ? draw(length ?? USUAL_REPLY, random) : tokens / tokensPerSecond;
    seconds[place] = firstToken + reply;
  }
  return { count: at.length, at, seconds, firstToken, duration };
}

function draw(length: ReplyLength, random: Random): number {
  switch (length.kind) {
    case "fixed":
      return length.seconds;
    case "exponential":
      return -length.mean * Math.log(1 - random());
    case "lognormal": {
      // Box and Muller, 1958.
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      return length.median * Math.exp(length.sigma * normal);
    }
  }
}
