import type { EnvoyArgs } from "./envoy";
import { address, HTTP_PORT, HTTPS_PORT, READY_PATH, SETTINGS_FOLDER, TYPES } from "./envoyBasics";
import { CHATS, firstByteLog, METRICS_PORT, METRICS_ROUTE } from "./envoyMetrics";

const ALL = { prefix: "/" };

const ROUTER = {
  name: "router",
  typed_config: { "@type": `${TYPES}.filters.http.router.v3.Router` },
};

type Listener = ReturnType<typeof listener>;

/** Chats over plain HTTP. */
export function plainListeners(args: EnvoyArgs) {
  const chats = listener(CHATS, HTTP_PORT, args, toGateway(args), {
    http_filters: [healthFilter(), ROUTER],
    access_log: [firstByteLog()],
  });
  return [chats];
}

/** Chats over TLS, and plain HTTP that leads there. */
export function tlsListeners(args: EnvoyArgs) {
  const redirect = { match: ALL, redirect: { https_redirect: true } };
  const hsts = {
    response_headers_to_add: [
      { header: { key: "strict-transport-security", value: "max-age=31536000" } },
    ],
  };
  const route = { ...toGateway(args), ...hsts };
  const chats = listener(CHATS, HTTPS_PORT, args, route, { access_log: [firstByteLog()] });
  return [
    listener("redirect", HTTP_PORT, args, redirect, { http_filters: [healthFilter(), ROUTER] }),
    withTls(chats),
  ];
}

function toGateway({ idleSeconds }: EnvoyArgs) {
  return {
    match: ALL,
    route: {
      cluster: "gateway",
      // A stream may last: only silence ends it.
      timeout: "0s",
      idle_timeout: `${idleSeconds}s`,
      // Only what no gateway can have seen is sent again: a chat must not be asked for twice.
      retry_policy: { retry_on: "connect-failure,reset-before-request", num_retries: 2 },
    },
  };
}

/** The metrics of chats, for Prometheus in the cluster. */
export function metricsListener(args: EnvoyArgs) {
  return listener("metrics", METRICS_PORT, args, METRICS_ROUTE);
}

// The limits are those of Envoy's guide "Configuring Envoy as an edge proxy".
function listener(
  name: string,
  port: number,
  args: EnvoyArgs,
  route: Record<string, unknown>,
  extra: Record<string, unknown> = {},
) {
  const manager = {
    "@type": `${TYPES}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: name,
    use_remote_address: true,
    normalize_path: true,
    merge_slashes: true,
    path_with_escaped_slashes_action: "UNESCAPE_AND_REDIRECT",
    upgrade_configs: [{ upgrade_type: "websocket" }],
    stream_idle_timeout: `${args.idleSeconds}s`,
    request_headers_timeout: "10s",
    common_http_protocol_options: { headers_with_underscores_action: "REJECT_REQUEST" },
    http2_protocol_options: {
      max_concurrent_streams: 100,
      initial_stream_window_size: 65_536,
      initial_connection_window_size: 1_048_576,
    },
    route_config: {
      virtual_hosts: [{ name, domains: ["*"], routes: [route] }],
    },
    http_filters: [ROUTER],
    ...extra,
  };
  return {
    name,
    address: address("0.0.0.0", port),
    per_connection_buffer_limit_bytes: 32_768,
    filter_chains: [{ filters: [{ name: "http", typed_config: manager }] }],
  };
}

function healthFilter() {
  return {
    name: "health",
    typed_config: {
      "@type": `${TYPES}.filters.http.health_check.v3.HealthCheck`,
      pass_through_mode: false,
      headers: [{ name: ":path", string_match: { exact: READY_PATH } }],
    },
  };
}

function withTls(plain: Listener) {
  const source = { path_config_source: { path: `${SETTINGS_FOLDER}/certificate.json` } };
  const tls = {
    "@type": `${TYPES}.transport_sockets.tls.v3.DownstreamTlsContext`,
    common_tls_context: {
      tls_params: { tls_minimum_protocol_version: "TLSv1_2" },
      alpn_protocols: ["h2", "http/1.1"],
      tls_certificate_sds_secret_configs: [{ name: "certificate", sds_config: source }],
    },
  };
  const [chain] = plain.filter_chains;
  return {
    ...plain,
    filter_chains: [{ ...chain, transport_socket: { name: "tls", typed_config: tls } }],
  };
}
