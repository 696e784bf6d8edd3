import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { RESTRICTED_CONTAINER, restrictedPod, spread } from "../shared/kubernetes/podDefaults";
import { secretsVolume } from "../shared/kubernetes/secrets";
import { cpuQuantity, memoryQuantity, seconds } from "../shared/units";
import { SHUTDOWN_MARGIN } from "../shared/workload";
import {
  ADMIN_PORT,
  CERTIFICATE_FOLDER,
  ENVOY_VERSION,
  HTTP_PORT,
  HTTPS_PORT,
  READY_PATH,
  SETTINGS_FOLDER,
} from "./envoyBasics";
import { METRICS_PATH, METRICS_PORT } from "./envoyMetrics";

export interface ProxyPodArgs {
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly priorityClass: pulumi.Input<string>;
  readonly configMap: string;
  /** Name of the SecretProviderClass, where there is a certificate. */
  readonly certificateClass: string | undefined;
  readonly routingSeconds: number;
  readonly drainSeconds: number;
  readonly millicores: number;
  readonly mebibytes: number;
}

/** Asks managed Prometheus to collect the proxy's metrics. */
export const SCRAPED = {
  "prometheus.io/scrape": "true",
  "prometheus.io/path": METRICS_PATH,
  "prometheus.io/port": String(METRICS_PORT),
} as const;

/** Not the distroless image: it lacks the shell that tells Envoy to drain. */
const IMAGE = `envoyproxy/envoy:v${ENVOY_VERSION}`;

/** The pod of the edge proxy, within Pod Security `restricted`. */
export function proxyPod(args: ProxyPodArgs): core.v1.PodSpec {
  const stopSeconds = args.routingSeconds + args.drainSeconds;
  const memory = memoryQuantity(args.mebibytes);
  const { certificateClass } = args;
  const certificate =
    certificateClass === undefined
      ? []
      : [{ name: "certificate", ...secretsVolume(certificateClass) }];
  return {
    serviceAccountName: args.serviceAccount,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: args.priorityClass,
    // The pods leave routing first, then the streams through them have the gateway's time to end.
    terminationGracePeriodSeconds: stopSeconds + seconds(SHUTDOWN_MARGIN),
    securityContext: restrictedPod(65532),
    topologySpreadConstraints: spread(args.labels),
    containers: [
      {
        name: "envoy",
        image: IMAGE,
        command: ["envoy"],
        args: ["--config-path", `${SETTINGS_FOLDER}/envoy.json`, "--disable-hot-restart"],
        ports: [
          { name: "http", containerPort: HTTP_PORT },
          { name: "https", containerPort: HTTPS_PORT },
          { name: "metrics", containerPort: METRICS_PORT },
        ],
        // No CPU limit: throttling would stretch every stream through the proxy.
        resources: {
          requests: { cpu: cpuQuantity(args.millicores), memory },
          limits: { memory },
        },
        securityContext: RESTRICTED_CONTAINER,
        readinessProbe: { httpGet: { path: READY_PATH, port: "http" }, periodSeconds: 5 },
        livenessProbe: { tcpSocket: { port: "http" }, periodSeconds: 10 },
        lifecycle: { preStop: { exec: { command: ["bash", "-c", drainCommand(stopSeconds)] } } },
        volumeMounts: [
          { name: "settings", mountPath: SETTINGS_FOLDER, readOnly: true },
          ...certificate.map(({ name }) => ({
            name,
            mountPath: CERTIFICATE_FOLDER,
            readOnly: true,
          })),
        ],
      },
    ],
    volumes: [{ name: "settings", configMap: { name: args.configMap } }, ...certificate],
  };
}

/**
 * Fails Envoy's health check and waits. From then on probes get 503 and clients are told to
 * reconnect, while open streams go on; SIGTERM alone would cut them at once.
 */
export function drainCommand(stopSeconds: number): string {
  const request = String.raw`POST /healthcheck/fail HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
  const fail = `exec 3<>/dev/tcp/127.0.0.1/${ADMIN_PORT}; printf '${request}' >&3; cat <&3`;
  // In a shell of its own: should Envoy not answer, the wait must go on all the same.
  return `(${fail}); sleep ${stopSeconds}`;
}
