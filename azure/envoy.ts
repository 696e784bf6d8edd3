import { ADMIN_PORT, address, CERTIFICATE_FOLDER, TYPES } from "./envoyBasics";
import { metricsListener, plainListeners, tlsListeners } from "./envoyListeners";
import { histogramSettings } from "./envoyMetrics";

export interface EnvoyArgs {
  /** Name of the certificate to end TLS with; without one, chats travel as plain HTTP. */
  readonly certificateName: string | undefined;
  /** Host name and port of the gateway's Service. */
  readonly upstream: { readonly host: string; readonly port: number };
  /** Silence after which a stream is cut, in seconds: longer than the gateway's heartbeat. */
  readonly idleSeconds: number;
  /** Streams that one proxy carries at most; beyond them it answers 503. */
  readonly maxStreams: number;
  /** Time to the first byte above which a chat is slow, in seconds. */
  readonly slowSeconds: number;
}

/**
 * Silence after which an idle connection to a gateway is closed: before Node.js closes it after its
 * 5 s (`http.Server.keepAliveTimeout`), or a request could meet a closing connection.
 */
const UPSTREAM_IDLE = "4s";

/** The bootstrap of an Envoy that forwards to the gateway, and ends TLS where there is a certificate. */
export function envoyBootstrap(args: EnvoyArgs): string {
  return JSON.stringify({
    // Envoy reads no certificate from a file without knowing who it is itself.
    node: { id: "edge-proxy", cluster: "edge-proxy" },
    stats_config: histogramSettings(args.slowSeconds),
    static_resources: {
      listeners: [
        ...(args.certificateName === undefined ? plainListeners(args) : tlsListeners(args)),
        metricsListener(args),
      ],
      clusters: [gatewayCluster(args), adminCluster()],
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

function adminCluster() {
  const endpoint = { address: address("127.0.0.1", ADMIN_PORT) };
  return {
    name: "admin",
    type: "STATIC",
    load_assignment: { cluster_name: "admin", endpoints: [{ lb_endpoints: [{ endpoint }] }] },
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
