import type { core } from "@pulumi/kubernetes/types/input";
import { CERTIFICATE_FOLDER, HTTP_PORT, HTTPS_PORT } from "./envoy";

export interface ProxyPodArgs {
  readonly serviceAccount: string;
  readonly configMap: string;
  /** Name of the SecretProviderClass. */
  readonly certificateClass: string;
  readonly routingSeconds: number;
  readonly drainSeconds: number;
}

const IMAGE = "envoyproxy/envoy:distroless-v1.34.1";

/** The pod of the edge proxy, within Pod Security `restricted`. */
export function proxyPod(args: ProxyPodArgs): core.v1.PodSpec {
  return {
    serviceAccountName: args.serviceAccount,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // The pods leave routing first, then the streams through them have the gateway's time to end.
    terminationGracePeriodSeconds: args.routingSeconds + args.drainSeconds + 5,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65532,
      fsGroup: 65532,
      seccompProfile: { type: "RuntimeDefault" },
    },
    topologySpreadConstraints: [
      {
        topologyKey: "topology.kubernetes.io/zone",
        maxSkew: 1,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { "app.kubernetes.io/name": "edge-proxy" } },
      },
    ],
    containers: [
      {
        name: "envoy",
        image: IMAGE,
        args: [
          "--config-path",
          "/etc/envoy/envoy.json",
          "--drain-time-s",
          String(args.drainSeconds),
        ],
        ports: [
          { name: "http", containerPort: HTTP_PORT },
          { name: "https", containerPort: HTTPS_PORT },
        ],
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        readinessProbe: { httpGet: { path: "/envoy/ready", port: "http" }, periodSeconds: 5 },
        livenessProbe: { tcpSocket: { port: "http" }, periodSeconds: 10 },
        lifecycle: { preStop: { sleep: { seconds: args.routingSeconds + args.drainSeconds } } },
        volumeMounts: [
          { name: "settings", mountPath: "/etc/envoy", readOnly: true },
          { name: "certificate", mountPath: CERTIFICATE_FOLDER, readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: "settings", configMap: { name: args.configMap } },
      {
        name: "certificate",
        csi: {
          driver: "secrets-store.csi.k8s.io",
          readOnly: true,
          volumeAttributes: { secretProviderClass: args.certificateClass },
        },
      },
    ],
  };
}
