import { setTimeout as sleep } from "node:timers/promises";
import type { ErrorCode, Probe } from "../api/api";
import { ModelError, type Model } from "../model/model";
import type { SessionStore } from "../store/store";
import { Check, type CheckTimes } from "./check";
import type { Reason } from "./evidence";

/** Where the probe is asked for. `shared/gatewayEnvironment.ts` has it too. */
export const PROBE_PATH = "/api/probe";

/** Told of what the probe does. */
export interface ProbeObserver {
  probed(answer: Reason | "ok"): void;
  checked(what: "model" | "store", outcome: ErrorCode | "ok"): void;
}

export interface ProbeParts {
  readonly model: Model;
  readonly store: Pick<SessionStore, "countChat">;
  readonly observer: ProbeObserver;
  /** In milliseconds. */
  readonly now: () => number;
}

export interface ProbeTimes {
  readonly model: CheckTimes;
  readonly store: CheckTimes;
  /** Longest wait for a first outcome, in milliseconds. */
  readonly firstWait: number;
}

/**
 * A call of the model costs something, one of the store does not. Who asks gets an answer within a
 * second, since Route 53 waits for 2 s once it is connected, and Traffic Manager for 5 s at least.
 */
const TIMES: ProbeTimes = {
  model: { every: 30_000, limit: 3_500, knownFor: 60_000 },
  store: { every: 5_000, limit: 2_500, knownFor: 15_000 },
  firstWait: 1_000,
};

/** Counts for no client: whoever chats goes by a digest. */
const NOBODY = "probe";

/** Whether chats work here, for whoever sends clients to this side or to another one. */
export class ChatProbe {
  /** The model, whose calls are watched. */
  readonly model: Model;
  private readonly modelCheck: Check;
  private readonly storeCheck: Check;

  constructor(
    private readonly parts: ProbeParts,
    private readonly times = TIMES,
  ) {
    const { model, store, observer, now } = parts;
    this.modelCheck = new Check({
      run: (signal) => firstToken(model, signal),
      codeOf: codeOfModel,
      late: "model_timeout",
      times: times.model,
      now,
      onChecked: (outcome) => observer.checked("model", outcome),
    });
    this.storeCheck = new Check({
      // A chat must write, so that a store that only reads is as good as none.
      run: () => store.countChat(NOBODY, 60_000),
      codeOf: () => "store_unavailable",
      late: "store_unavailable",
      times: times.store,
      now,
      onChecked: (outcome) => observer.checked("store", outcome),
    });
    this.model = watched(model, this.modelCheck);
  }

  /** Answers by what is known, and has it looked at anew behind the answer. */
  async answer(): Promise<Probe> {
    const checks = [this.modelCheck, this.storeCheck];
    const running = checks.map((check) => check.refresh());
    const isUnknown = checks.some(({ verdict: it }) => !it.works && it.reason === "unknown");
    if (isUnknown) {
      const late = sleep(this.times.firstWait, undefined, { ref: false });
      await Promise.race([Promise.all(running), late]);
    }
    const verdicts = checks.map(({ verdict }) => verdict);
    const failure = verdicts.find((verdict) => !verdict.works);
    this.parts.observer.probed(failure?.reason ?? "ok");
    if (failure) return { status: "unavailable", reason: failure.reason };
    const [model] = verdicts;
    return { status: "ok", seenSecondsAgo: Math.floor((model?.works ? model.age : 0) / 1000) };
  }

  /** Ends what is under way. */
  close(): void {
    this.modelCheck.close();
    this.storeCheck.close();
  }
}

/** The smallest chat: it is over with its first token, or an end. */
function firstToken(model: Model, signal: AbortSignal): Promise<unknown> {
  const messages = [{ role: "user", content: "Hi" }] as const;
  return new Promise((resolve, reject) => {
    const request = { messages, prefix: "", signal, oneToken: true };
    model.generate(request, () => resolve("token")).then(resolve, reject);
  });
}

/** The same model; the check is told of how its calls end. */
function watched(model: Model, check: Check): Model {
  return {
    ...model,
    generate: async (request, onText) => {
      const call = check.call();
      try {
        return await model.generate(request, (text) => {
          if (text !== "") call.worked();
          onText(text);
        });
      } catch (error) {
        const code = codeOfModel(error);
        // A chat that was left says nothing, and one that is refused may itself be the reason.
        if (!request.signal.aborted && code !== "model_refused") call.failed(code);
        throw error;
      }
    },
  };
}

function codeOfModel(error: unknown): ErrorCode {
  return error instanceof ModelError ? error.code : "internal";
}
