/** Ports that Envoy listens on in its container, above 1024 since it does not run as root. */
export const HTTP_PORT = 8080;
export const HTTPS_PORT = 8443;

/** The release whose settings these are; the deep tests run the same. */
export const ENVOY_VERSION = "1.40.0";

/** Port of Envoy's administration, which only the pod itself can reach. */
export const ADMIN_PORT = 9901;

/** Where the certificate and its key are mounted: one PEM file with both. */
export const CERTIFICATE_FOLDER = "/certificate";

/** Where the bootstrap and the description of the certificate are mounted. */
export const SETTINGS_FOLDER = "/etc/envoy";

/** Answered by Envoy itself on its plain port: 200 while it serves, 503 from the start of its drain. */
export const READY_PATH = "/readyz";

export interface EnvoyArgs {
  readonly certificateName: string;
  /** Host name and port of the gateway's Service. */
  readonly upstream: { readonly host: string; readonly port: number };
  /** Silence after which a stream is cut, in seconds: longer than the gateway's heartbeat. */
  readonly idleSeconds: number;
  /** Streams that one proxy carries at most; beyond them it answers 503. */
  readonly maxStreams: number;
}

const TYPES = "type.googleapis.com/envoy.extensions";

/**
 * Silence after which an idle connection to a gateway is closed: before Node.js closes it after its
 * 5 s (`http.Server.keepAliveTimeout`), or a request could meet a closing connection.
 */
const UPSTREAM_IDLE = "4s";

/** The bootstrap of an Envoy that ends TLS and forwards to the gateway. */
export function envoyBootstrap(args: EnvoyArgs): string {
  const redirect = { redirect: { https_redirect: true } };
  const toGateway = {
    route: {
      cluster: "gateway",
      // A stream may last: only silence ends it.
      timeout: "0s",
      idle_timeout: `${args.idleSeconds}s`,
      // Only what no gateway can have seen is sent again: a chat must not be asked for twice.
      retry_policy: { retry_on: "connect-failure,reset-before-request", num_retries: 2 },
    },
    response_headers_to_add: [
      { header: { key: "strict-transport-security", value: "max-age=31536000" } },
    ],
  };
  return JSON.stringify({
    // Envoy reads no certificate from a file without knowing who it is itself.
    node: { id: "edge-proxy", cluster: "edge-proxy" },
    static_resources: {
      listeners: [
        listener("http", HTTP_PORT, args, redirect, [healthFilter()]),
        withTls(listener("https", HTTPS_PORT, args, toGateway, [])),
      ],
      clusters: [gatewayCluster(args)],
    },
    admin: { address: address("127.0.0.1", ADMIN_PORT) },
    overload_manager: overloadManager(args),
  });
}

/** The certificate as Envoy watches it: a renewed one is used without a restart. */
export function envoyCertificate(certificateName: string): string {
  const filename = `${CERTIFICATE_FOLDER}/${certificateName}`;
  return JSON.stringify({
    resources: [
      {
        "@type": `${TYPES}.transport_sockets.tls.v3.Secret`,
        name: "certificate",
        tls_certificate: {
          certificate_chain: { filename },
          private_key: { filename },
          watched_directory: { path: CERTIFICATE_FOLDER },
        },
      },
    ],
  });
}

type Listener = ReturnType<typeof listener>;

// The limits are those of Envoy's guide "Configuring Envoy as an edge proxy".
function listener(
  name: string,
  port: number,
  args: EnvoyArgs,
  route: Record<string, unknown>,
  filters: readonly object[],
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
      virtual_hosts: [{ name, domains: ["*"], routes: [{ match: { prefix: "/" }, ...route }] }],
    },
    http_filters: [
      ...filters,
      { name: "router", typed_config: { "@type": `${TYPES}.filters.http.router.v3.Router` } },
    ],
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

function gatewayCluster({ upstream, maxStreams }: EnvoyArgs) {
  return {
    name: "gateway",
    type: "STRICT_DNS",
    connect_timeout: "2s",
    // Each stream has a connection of its own over HTTP/1.1. Envoy's default would be 1,024 of them.
    circuit_breakers: {
      thresholds: [
        { max_connections: maxStreams, max_pending_requests: maxStreams, max_requests: maxStreams },
      ],
    },
    typed_extension_protocol_options: {
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
        "@type": `${TYPES}.upstreams.http.v3.HttpProtocolOptions`,
        common_http_protocol_options: { idle_timeout: UPSTREAM_IDLE },
        explicit_http_config: { http_protocol_options: {} },
      },
    },
    load_assignment: {
      cluster_name: "gateway",
      endpoints: [
        { lb_endpoints: [{ endpoint: { address: address(upstream.host, upstream.port) } }] },
      ],
    },
  };
}

/** Connections beyond what the proxy is sized for are refused, before its memory runs out. */
function overloadManager({ maxStreams }: EnvoyArgs) {
  return {
    resource_monitors: [
      {
        name: "envoy.resource_monitors.global_downstream_max_connections",
        typed_config: {
          "@type": `${TYPES}.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig`,
          max_active_downstream_connections: 2 * maxStreams,
        },
      },
    ],
  };
}

function address(host: string, port: number) {
  return { socket_address: { address: host, port_value: port } };
}
