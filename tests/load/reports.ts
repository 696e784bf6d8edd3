import type { Times } from "../../load/histogram";
import type { LoadReport } from "../../load/report";

const TIMES: Times = {
  count: 2953,
  min: 8.1,
  mean: 13.02,
  p50: 12.34,
  p95: 14.06,
  p99: 20.19,
  p999: 145.02,
  max: 1205.7,
};

/** A report with all that a report can have. */
export const REPORT: LoadReport = {
  run: {
    urls: ["http://127.0.0.1:8080/api/chats", "http://127.0.0.1:8081/api/chats"],
    protocol: "chatscale",
    shape: "spike",
    rate: 30,
    spike: 5,
    duration: 4,
    seed: 1,
  },
  seconds: 5.256,
  interrupted: false,
  chats: {
    due: 3000,
    complete: 2900,
    ends: { stop: 2890, timeout: 10 },
    shed: [
      { status: 429, count: 8, withoutRetryAfter: 3, retryAfter: [1, 1] },
      { status: 503, count: 50, withoutRetryAfter: 0, retryAfter: [1, 5] },
    ],
    failed: { http_500: 1, model_failed: 30 },
    truncated: 2,
    unfinished: 4,
    notSent: 5,
  },
  firstToken: TIMES,
  gaps: { ...TIMES, p50: 0.45 },
  reply: undefined,
  firstTokenCurve: [
    [0, 8.1],
    [50, 12.34],
    [90, 14.06],
    [99, 20.19],
  ],
  stream: { tokens: 118_120, resumed: 3, lost: 2, doubled: 1, mostOpen: 212 },
  generator: { late: { ...TIMES, p99: 31.2 }, busy: 0.413 },
  series: {
    step: 1,
    steps: [
      { due: 30, complete: 30, shed: 0, failed: 0, open: 20, firstToken: { p50: 10, p99: 20 } },
      { due: 100, complete: 40, shed: 50, failed: 10, open: 60, firstToken: undefined },
      { due: 0, complete: 0, shed: 0, failed: 0, open: 60, firstToken: { p50: 11, p99: 40 } },
      { due: 20, complete: 20, shed: 0, failed: 0, open: 20, firstToken: { p50: 10, p99: 15 } },
    ],
  },
};
