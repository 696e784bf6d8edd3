import { setTimeout as sleep } from "node:timers/promises";
import { arrivals, expectedArrivals, rateProfile } from "./arrivals";
import { keepingAgent } from "./connection";
import type { LoadSettings } from "./settings";
import { protocolFor } from "./protocol";
import { seededRandom } from "./random";
import { Recorder } from "./recorder";
import type { LoadReport, RunSettings } from "./report";
import { ReplyStream, type Endpoint } from "./stream";

/** How far a run is. */
export interface Progress {
  /** Seconds since its start, and those in which chats arrive. */
  readonly seconds: number;
  readonly duration: number;
  readonly sent: number;
  /** How many chats are to be expected in the whole run. */
  readonly expected: number;
  readonly open: number;
  /** Chats that were refused, failed, were truncated or not sent. */
  readonly notServed: number;
}

export interface RunControl {
  /** Ends the run early, with what it has. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Milliseconds from one look at the progress to the next. */
const TICK = 200;

/**
 * Sends chats at the times that the settings' rate gives, whether or not earlier ones are answered, and
 * waits until the last one is over. All latencies count from the time that a chat was due.
 */
export async function runLoad(
  settings: LoadSettings,
  control: RunControl = {},
): Promise<LoadReport> {
  const { signal, onProgress } = control;
  const recorder = new Recorder(settings.duration);
  const sender = new Sender(settings, recorder);
  const profile = rateProfile(settings.shape, settings.rate, settings.duration, settings.spike);
  const expected = expectedArrivals(profile);
  const tick = (): void => {
    recorder.look(sender.now());
    const { due: sent, open, notServed } = recorder;
    const seconds = sender.now() / 1000;
    onProgress?.({ seconds, duration: settings.duration, sent, expected, open, notServed });
  };
  const ticker = setInterval(tick, TICK);
  try {
    await sendAll(arrivals(profile, seededRandom(settings.seed)), sender, signal);
    const busy = sender.busy();
    await sender.untilQuiet(signal);
    tick();
    return {
      run: settingsOf(settings),
      seconds: sender.now() / 1000,
      interrupted: signal?.aborted ?? false,
      chats: recorder.chats(),
      firstToken: recorder.firstToken.times(),
      gaps: recorder.gaps.times(),
      reply: recorder.reply.times(),
      firstTokenCurve: recorder.firstToken.curve(),
      stream: recorder.stream(),
      generator: { late: recorder.late.times(), busy },
      series: recorder.series(),
    };
  } finally {
    clearInterval(ticker);
    sender.close();
  }
}

/** Waits for each time and sends what is due; never for an answer. */
async function sendAll(
  times: Iterable<number>,
  sender: Sender,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const seconds of times) {
    const due = seconds * 1000;
    const wait = due - sender.now();
    // A timer takes whole milliseconds, and a chat must not be sent before it is due.
    if (wait > 0) await sleep(Math.ceil(wait), undefined, { signal }).catch(() => undefined);
    if (signal?.aborted) return;
    sender.send(due);
  }
  const rest = sender.end - sender.now();
  if (rest > 0) await sleep(Math.ceil(rest), undefined, { signal }).catch(() => undefined);
}

/** Opens the streams of a run and knows those that are open. */
class Sender {
  private readonly endpoint: Endpoint;
  private readonly streams = new Set<ReplyStream>();
  private readonly start = performance.now();
  private readonly loop = performance.eventLoopUtilization();
  private turn = 0;
  private onQuiet: (() => void) | undefined;
  /** Milliseconds from the start to the end of the arrivals. */
  readonly end: number;

  constructor(
    private readonly settings: LoadSettings,
    private readonly recorder: Recorder,
  ) {
    const [url] = settings.urls;
    if (!url) throw new Error("a load needs a URL");
    this.end = settings.duration * 1000;
    this.endpoint = {
      urls: settings.urls,
      headers: settings.headers,
      agent: keepingAgent(url),
      protocol: protocolFor(settings.protocol, settings),
      timeout: settings.timeout * 1000,
    };
  }

  /** Milliseconds since the start. */
  now(): number {
    return performance.now() - this.start;
  }

  /** Share of the time so far in which the event loop was busy. */
  busy(): number {
    return performance.eventLoopUtilization(this.loop).utilization;
  }

  /** @param due milliseconds since the start */
  send(due: number): void {
    const { recorder, start } = this;
    if (this.streams.size >= this.settings.mostOpen) {
      recorder.notSent(due);
      return;
    }
    recorder.sent(due, this.now());
    const stream: ReplyStream = new ReplyStream(
      this.endpoint,
      {
        token: (at, gap) => recorder.token(due, at - start, gap),
        resumed: () => recorder.resumed(),
        irregular: (lost, doubled) => recorder.irregular(lost, doubled),
        done: (outcome, at) => {
          recorder.done(due, at - start, outcome);
          this.streams.delete(stream);
          if (this.streams.size === 0) this.onQuiet?.();
        },
      },
      this.turn,
    );
    this.turn += 1;
    this.streams.add(stream);
  }

  /** Waits until no stream is open; an abort cuts those that are. Each ends by its own time limit. */
  async untilQuiet(signal: AbortSignal | undefined): Promise<void> {
    const cut = (): void => {
      for (const stream of this.streams) stream.cut();
    };
    if (signal?.aborted) cut();
    if (this.streams.size === 0) return;
    signal?.addEventListener("abort", cut);
    await new Promise<void>((resolve) => (this.onQuiet = resolve));
    signal?.removeEventListener("abort", cut);
  }

  close(): void {
    this.endpoint.agent.destroy();
  }
}

function settingsOf({
  urls,
  protocol,
  shape,
  rate,
  spike,
  duration,
  seed,
}: LoadSettings): RunSettings {
  return { urls: urls.map(shown), protocol, shape, rate, spike, duration, seed };
}

/** Without what may be secret: a password, or a query. */
function shown({ origin, pathname }: URL): string {
  return origin + pathname;
}
