import { expectedArrivals, peakRate, rateProfile, SHAPES } from "./arrivals";
import { readHeaders } from "./headers";
import { isLoopback } from "./loopback";
import { readNumber, type NumberRule } from "./numberOption";
import type { LoadSettings } from "./settings";
import { DEFAULT_PATHS, PROTOCOLS } from "./protocol";
import { show, type Problem } from "../shared/problems";

/** What a person wrote, option by option, as text. */
export interface RawOptions {
  readonly url: readonly string[];
  readonly rate: string;
  readonly duration: string;
  readonly shape: string;
  readonly spike: string;
  readonly seed: string;
  readonly timeout: string;
  readonly streams: string;
  readonly protocol: string;
  readonly model: string;
  readonly prompt: string;
  /** The bearer token, from a file or the environment. */
  readonly token?: string | undefined;
  /** Lines of `Name: value`, from a file. */
  readonly headers?: string | undefined;
  /** Whether hosts other than this machine may be loaded. */
  readonly yes: boolean;
}

/** Bounds of one run: it ends by itself, and it fits the memory and ports of one machine. */
const BOUNDS = {
  /** Chats per second. */
  rate: 5000,
  /** Seconds. */
  duration: 3600,
  /** Seconds. */
  timeout: 3600,
  streams: 20_000,
  spike: 100,
  chats: 1_000_000,
} as const;

/** The settings of a run, or all that is wrong with what was written. */
export type ReadOptions =
  { readonly settings: LoadSettings } | { readonly problems: readonly Problem[] };

export function readOptions(raw: RawOptions): ReadOptions {
  const problems: Problem[] = [];
  const number = (key: NumberKey, rule: NumberRule): number =>
    readNumber(key, raw[key], rule, problems);
  const choice = <T extends string>(key: "shape" | "protocol", of: readonly T[]): T | undefined => {
    const found = of.find((each) => each === raw[key]);
    if (found === undefined) {
      const rule = `must be one of: ${of.join(", ")}`;
      problems.push({ key: `--${key}`, value: show(raw[key]), rule, fix: `Write one of them.` });
    }
    return found;
  };
  const protocol = choice("protocol", PROTOCOLS);
  const shape = choice("shape", SHAPES);
  const numbers = {
    rate: number("rate", { least: 0.01, most: BOUNDS.rate, unit: "chats a second", example: 20 }),
    duration: number("duration", { least: 1, most: BOUNDS.duration, unit: "seconds", example: 60 }),
    spike: number("spike", { least: 1, most: BOUNDS.spike, unit: "times the rate", example: 5 }),
    timeout: number("timeout", { least: 1, most: BOUNDS.timeout, unit: "seconds", example: 120 }),
  };
  const seed = number("seed", { ...SEED, whole: true });
  const mostOpen = number("streams", { ...STREAMS, whole: true });
  const urls = readUrls(raw, DEFAULT_PATHS[protocol ?? "chatscale"], problems);
  const headers = readHeaders(raw, problems);
  if (!protocol || !shape || problems.length > 0) return { problems };
  const { prompt, model } = raw;
  const settings = { urls, protocol, shape, ...numbers, seed, mostOpen, headers, prompt, model };
  const tooMuch = excess(settings);
  return tooMuch.length > 0 ? { problems: tooMuch } : { settings };
}

type NumberKey = "rate" | "duration" | "spike" | "seed" | "timeout" | "streams";

/** The generator's seed is a number of 32 bits. */
const SEED = { least: 0, most: 2 ** 31 - 1, unit: "chooses the arrivals", example: 1 };
const STREAMS = { least: 1, most: BOUNDS.streams, unit: "streams at once", example: 10_000 };

function readUrls(raw: RawOptions, path: string, problems: Problem[]): URL[] {
  if (raw.url.length === 0) {
    problems.push({
      key: "--url",
      rule: "is missing",
      fix: "Write where the service is, for example --url http://127.0.0.1:8080.",
    });
  }
  const urls = raw.url.flatMap((written) => {
    const url = URL.canParse(written) ? new URL(written) : undefined;
    if (url && /^https?:$/.test(url.protocol)) return [url];
    problems.push({
      key: "--url",
      value: show(written),
      rule: "must be an http or https URL",
      fix: "Write for example --url http://127.0.0.1:8080.",
    });
    return [];
  });
  for (const url of urls) {
    if (url.pathname === "/") url.pathname = path;
    if (url.username !== "" || url.password !== "") {
      problems.push({
        key: "--url",
        rule: "must hold no user name and no password, since others can read a command line",
        fix: "Put the header into a file, and name it with --headers-file.",
      });
    }
    if (!isLoopback(url) && !raw.yes) {
      problems.push({
        key: "--url",
        value: url.hostname,
        rule: "is not this machine, and load costs its owner money or may stop the service",
        fix: "When the service is yours and may be loaded, add --yes.",
      });
    }
  }
  if (new Set(urls.map((url) => url.protocol)).size > 1) {
    const rule = "must be http everywhere, or https everywhere";
    problems.push({ key: "--url", rule, fix: "Run the load once for each." });
  }
  return urls;
}

function excess({ shape, rate, duration, spike }: LoadSettings): Problem[] {
  const profile = rateProfile(shape, rate, duration, spike);
  const chats = expectedArrivals(profile);
  const problems: Problem[] = [];
  if (peakRate(profile) > BOUNDS.rate) {
    problems.push({
      key: "--rate × --spike",
      value: String(peakRate(profile)),
      rule: `must be at most ${BOUNDS.rate} chats a second`,
      fix: "Lower one of them.",
    });
  }
  if (chats > BOUNDS.chats) {
    problems.push({
      key: "--rate × --duration",
      value: `${Math.round(chats)} chats`,
      rule: `must be at most ${BOUNDS.chats} chats in a run`,
      fix: "Lower one of them.",
    });
  }
  return problems;
}
