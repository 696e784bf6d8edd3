import { seededRandom, type Random } from "../../../../load/random";
import type { Behavior } from "../../../../compare/simulate/hpa/behavior";

/** What becomes of a pod, in seconds of its age; 0 for what does not happen. */
export interface Fate {
  /** Until the kubelet takes it. */
  readonly pending: number;
  readonly ready: number;
  /** When its first sample is there. */
  readonly measured: number;
  /** A time in which it is not ready again. */
  readonly flapAt: number;
  readonly flapFor: number;
  /** A time without samples. */
  readonly missAt: number;
  readonly missFor: number;
  readonly failsAt: number;
}

export interface Load {
  /** Thousandths of a CPU that all pods use together. */
  readonly cpu: number;
  readonly chats: number;
}

/** A case for the autoscaler and for the real controller alike; times in seconds. */
export interface Scenario {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  readonly metrics: readonly {
    readonly kind: "cpu" | "memory" | "pods";
    readonly target: number;
  }[];
  readonly behavior: Behavior | null;
  /** In thousandths of a CPU. */
  readonly cpuRequest: number;
  readonly cpuLimit: number;
  /** What a pod uses until it is ready. */
  readonly startupCpu: number;
  /** In bytes. */
  readonly memoryRequest: number;
  readonly memoryBase: number;
  readonly memoryPerChat: number;
  readonly metricAge: number;
  readonly window: number;
  /** How long an ending pod takes. */
  readonly grace: number;
  /** A time without the pods' own metrics. */
  readonly awayAt: number;
  readonly awayFor: number;
  /** The length of one entry of `loads`. */
  readonly step: number;
  readonly loads: readonly Load[];
  /** Pods take these in turn. */
  readonly pods: readonly Fate[];
}

const MINUTES = 90;
const STEP = 30;
const MEBIBYTE = 1024 * 1024;

/** Load over time, from 0 to 1, at a share of the run. */
const SHAPES: Readonly<Record<string, (random: Random) => (at: number) => number>> = {
  step: (random) => {
    const [start, end] = [0.1 + 0.2 * random(), 0.4 + 0.2 * random()];
    return (at) => (at >= start && at < end ? 1 : 0.1);
  },
  ramp: (random) => {
    const top = 0.4 + 0.3 * random();
    return (at) => (at < top ? at / top : Math.max(0, 1 - 2 * (at - top)));
  },
  sine: (random) => {
    const waves = 2 + Math.floor(4 * random());
    return (at) => 0.5 + 0.5 * Math.sin(2 * Math.PI * waves * at);
  },
  spike: (random) => {
    const starts = [0.2, 0.45, 0.7].map((start) => start + 0.1 * random());
    return (at) => (starts.some((start) => at >= start && at < start + 0.03) ? 1 : 0.05);
  },
  noise: (random) => {
    const levels = Array.from({ length: 40 }, random);
    return (at) => levels[Math.floor(at * levels.length)] ?? 0;
  },
};

const BEHAVIORS: Readonly<Record<string, Behavior | null>> = {
  none: null,
  defaults: {},
  deployed: {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      selectPolicy: "Max",
      policies: [
        { type: "Percent", value: 100, periodSeconds: 15 },
        { type: "Pods", value: 4, periodSeconds: 15 },
      ],
    },
    scaleDown: {
      stabilizationWindowSeconds: 600,
      selectPolicy: "Min",
      policies: [
        { type: "Percent", value: 10, periodSeconds: 60 },
        { type: "Pods", value: 2, periodSeconds: 60 },
      ],
    },
  },
  slow: {
    scaleUp: {
      stabilizationWindowSeconds: 60,
      selectPolicy: "Min",
      policies: [
        { type: "Percent", value: 33, periodSeconds: 45 },
        { type: "Pods", value: 3, periodSeconds: 90 },
      ],
    },
    scaleDown: {
      stabilizationWindowSeconds: 30,
      selectPolicy: "Max",
      policies: [
        { type: "Percent", value: 17, periodSeconds: 120 },
        { type: "Pods", value: 1, periodSeconds: 300 },
      ],
    },
  },
  upOnly: {
    scaleUp: { policies: [{ type: "Percent", value: 900, periodSeconds: 60 }] },
    scaleDown: { selectPolicy: "Disabled" },
  },
  tolerant: {
    scaleUp: { tolerance: 0.25 },
    scaleDown: { tolerance: 0, stabilizationWindowSeconds: 0 },
  },
};

const PODS: readonly ("steady" | "unready" | "missing" | "both")[] = [
  "steady",
  "unready",
  "missing",
  "both",
];

/** Two seeds of every shape, behavior and kind of pods. */
export function hpaScenarios(): Scenario[] {
  let seed = 0;
  return Object.keys(SHAPES).flatMap((shape) =>
    Object.keys(BEHAVIORS).flatMap((behavior) =>
      PODS.flatMap((pods) => [0, 1].map(() => scenario(shape, behavior, pods, (seed += 1)))),
    ),
  );
}

function scenario(
  shape: string,
  behavior: string,
  pods: (typeof PODS)[number],
  seed: number,
): Scenario {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number =>
    low + Math.floor((high - low + 1) * random());
  const min = between(1, 4);
  const max = between(min + 4, 60);
  const cpuRequest = between(100, 1000);
  const entries = (MINUTES * 60) / STEP;
  const level = (SHAPES[shape] ?? SHAPES["step"]!)(random);
  const noise = random() * 0.2;
  const peak = cpuRequest * max * (0.2 + random());
  const chatsPeak = max * between(20, 120);
  const loads = Array.from({ length: entries }, (_, entry): Load => {
    const now = level(entry / entries) * (1 - noise * random());
    return { cpu: Math.round(peak * now), chats: Math.round(chatsPeak * now) };
  });
  const metrics: Scenario["metrics"] = [
    { kind: "cpu", target: between(30, 120) },
    ...(seed % 3 > 0 ? [{ kind: "memory", target: between(60, 90) } as const] : []),
    ...(seed % 3 > 1 ? [{ kind: "pods", target: between(20, 100) * 1000 } as const] : []),
  ];
  return {
    name: `${shape} ${behavior} ${pods} ${seed}`,
    min,
    max,
    initial: between(1, max + 2),
    metrics,
    behavior: BEHAVIORS[behavior] ?? null,
    cpuRequest,
    cpuLimit: cpuRequest * between(1, 3),
    startupCpu: between(0, 2 * cpuRequest),
    memoryRequest: 512 * MEBIBYTE,
    memoryBase: between(60, 200) * MEBIBYTE,
    memoryPerChat: between(1, 5) * MEBIBYTE,
    metricAge: between(0, 40),
    window: between(10, 30),
    grace: between(0, 120),
    awayAt: between(600, 4000),
    awayFor: random() < 0.3 ? between(30, 900) : 0,
    step: STEP,
    loads,
    pods: Array.from({ length: 16 }, () => fate(pods, between)),
  };
}

function fate(pods: (typeof PODS)[number], between: (low: number, high: number) => number): Fate {
  const isUnready = pods === "unready" || pods === "both";
  const isMissing = pods === "missing" || pods === "both";
  const sometimes = (isSo: boolean, low: number, high: number): number =>
    isSo && between(1, 3) === 1 ? between(low, high) : 0;
  const pending = between(0, isUnready ? 200 : 5);
  return {
    pending,
    ready: between(1, isUnready ? 240 : 20),
    measured: between(10, isMissing ? 400 : 40),
    flapAt: sometimes(isUnready, 100, 3000),
    flapFor: between(20, 600),
    missAt: sometimes(isMissing, 60, 3000),
    missFor: isMissing ? between(30, 900) : 0,
    failsAt: sometimes(isUnready && isMissing, 600, 6000),
  };
}
