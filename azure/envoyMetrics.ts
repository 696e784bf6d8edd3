import { TYPES } from "./envoyBasics";

/** Port on which Envoy tells Prometheus of the chats, and nothing else. */
export const METRICS_PORT = 9902;

export const METRICS_PATH = "/metrics";

/** What Envoy calls the listener that takes chats, in the names and labels of its metrics. */
export const CHATS = "chats";

const FIRST_BYTE = "first_byte";

/** Metrics of Envoy as Prometheus knows them (Envoy docs, "Statistics"). */
export const ENVOY_METRICS = {
  /** Replies to clients by the first digit of their status, probes left out. */
  replies: "envoy_http_downstream_rq_xx",
  /** Milliseconds from a request to the first byte of a gateway's reply, where it succeeds. */
  firstByte: `envoy_${CHATS}_${FIRST_BYTE}`,
} as const;

/** The metrics above, as Envoy's administration names them. */
const SHOWN = `^(http[.]${CHATS}[.]downstream_rq_.xx|${CHATS}[.].*${FIRST_BYTE})$`;

/** Upper ends of the histogram's buckets, in milliseconds. */
const BUCKETS = [100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000];

/**
 * The buckets of the time to the first byte. One of them ends at what is slow, so that a percentile
 * above it is told exactly from one below it.
 */
export function histogramSettings(slowSeconds: number) {
  const buckets = [...new Set([...BUCKETS, slowSeconds * 1000])].sort((a, b) => a - b);
  return { histogram_bucket_settings: [{ match: { suffix: FIRST_BYTE }, buckets }] };
}

/** Measures the time to the first byte, which Envoy has no metric for. */
export function firstByteLog() {
  const success = { op: "LE", value: { default_value: 299, runtime_key: "edge.no_runtime" } };
  return {
    name: "first-byte",
    filter: {
      and_filter: {
        // Others may have no reply of a gateway behind them, and then no such time.
        filters: [{ not_health_check_filter: {} }, { status_code_filter: { comparison: success } }],
      },
    },
    typed_config: {
      "@type": `${TYPES}.access_loggers.stats.v3.Config`,
      stats_scope: { prefix: CHATS },
      histograms: [
        {
          stat: { name: FIRST_BYTE },
          unit: "Milliseconds",
          value_format: "%RESPONSE_DURATION%",
        },
      ],
    },
  };
}

/** The route from the port for metrics to Envoy's administration, which stays closed otherwise. */
export const METRICS_ROUTE = {
  match: { path: METRICS_PATH },
  route: { cluster: "admin", prefix_rewrite: `/stats/prometheus?filter=${SHOWN}` },
};
