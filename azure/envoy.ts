/** Ports that Envoy listens on in its container, above 1024 since it does not run as root. */
export const HTTP_PORT = 8080;
export const HTTPS_PORT = 8443;

/** Where the certificate and its key are mounted: one PEM file with both. */
export const CERTIFICATE_FOLDER = "/certificate";

export interface EnvoyArgs {
  readonly certificateName: string;
  /** Host name and port of the gateway's Service. */
  readonly upstream: { readonly host: string; readonly port: number };
  /** Silence after which a stream is cut, in seconds: longer than the gateway's heartbeat. */
  readonly idleSeconds: number;
}

const MANAGER = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3";

/** The bootstrap of an Envoy that ends TLS and forwards to the gateway. */
export function envoyBootstrap(args: EnvoyArgs): string {
  const toGateway = {
    // A stream may last: only silence ends it.
    route: { cluster: "gateway", timeout: "0s", idle_timeout: `${args.idleSeconds}s` },
    response_headers_to_add: [
      { header: { key: "strict-transport-security", value: "max-age=31536000" } },
    ],
  };
  return JSON.stringify({
    static_resources: {
      listeners: [
        listener("http", HTTP_PORT, args, { redirect: { https_redirect: true } }),
        withTls(listener("https", HTTPS_PORT, args, toGateway)),
      ],
      clusters: [gatewayCluster(args)],
    },
    // For probes and graceful drains, from the pod itself only.
    admin: { address: address("127.0.0.1", 9901) },
  });
}

/** The certificate as Envoy watches it: a renewed one is used without a restart. */
export function envoyCertificate(certificateName: string): string {
  const filename = `${CERTIFICATE_FOLDER}/${certificateName}`;
  return JSON.stringify({
    resources: [
      {
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret",
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

function listener(name: string, port: number, args: EnvoyArgs, route: Record<string, unknown>) {
  const manager = {
    "@type": `${MANAGER}.HttpConnectionManager`,
    stat_prefix: name,
    use_remote_address: true,
    normalize_path: true,
    merge_slashes: true,
    upgrade_configs: [{ upgrade_type: "websocket" }],
    stream_idle_timeout: `${args.idleSeconds}s`,
    request_headers_timeout: "10s",
    common_http_protocol_options: { headers_with_underscores_action: "REJECT_REQUEST" },
    route_config: {
      virtual_hosts: [{ name, domains: ["*"], routes: [{ match: { prefix: "/" }, ...route }] }],
    },
    http_filters: [
      {
        name: "health",
        typed_config: {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.health_check.v3.HealthCheck",
          pass_through_mode: false,
          headers: [{ name: ":path", string_match: { exact: "/envoy/ready" } }],
        },
      },
      {
        name: "router",
        typed_config: {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
        },
      },
    ],
  };
  return {
    name,
    address: address("0.0.0.0", port),
    per_connection_buffer_limit_bytes: 32_768,
    filter_chains: [{ filters: [{ name: "http", typed_config: manager }] }],
  };
}

function withTls(plain: Listener) {
  const source = { path_config_source: { path: "/etc/envoy/certificate.json" } };
  const tls = {
    "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
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

function gatewayCluster({ upstream }: EnvoyArgs) {
  return {
    name: "gateway",
    type: "STRICT_DNS",
    connect_timeout: "2s",
    load_assignment: {
      cluster_name: "gateway",
      endpoints: [
        { lb_endpoints: [{ endpoint: { address: address(upstream.host, upstream.port) } }] },
      ],
    },
  };
}

function address(host: string, port: number) {
  return { socket_address: { address: host, port_value: port } };
}
