import type { core } from "@pulumi/kubernetes/types/input";
import { RESTRICTED_CONTAINER, restrictedPod } from "../shared/kubernetes/podDefaults";
import type { VolumeSource } from "../shared/kubernetes/secrets";
import { mebibytes, memoryQuantity, type Bytes } from "../shared/units";

export const VALKEY_LABELS = { "app.kubernetes.io/name": "valkey" } as const;

/** The usual port, which takes TLS only. */
export const PORT = 6379;

const IMAGE = "valkey/valkey:9.0.0-alpine";
/** The user of the image. */
const USER = 999;
const SETTINGS = "/etc/valkey";
const DATA = "/data";

/** Share of the container's memory that the sessions may take; the rest is buffers and a rewrite. */
const SESSIONS_SHARE = 0.6;

/**
 * The settings of the server. A full store drops the session that was idle for longest, and what it
 * holds outlives its pod.
 */
export function valkeySettings(password: string, memory: Bytes): string {
  return `port 0
tls-port ${PORT}
tls-cert-file ${SETTINGS}/tls.crt
tls-key-file ${SETTINGS}/tls.key
tls-auth-clients no
requirepass ${password}
dir ${DATA}
appendonly yes
maxmemory ${Math.floor(mebibytes(memory) * SESSIONS_SHARE)}mb
maxmemory-policy volatile-lru
`;
}

export interface ValkeyPodArgs {
  readonly memory: Bytes;
  /** Of the volume with the settings, the key and the certificate. */
  readonly settings: VolumeSource;
}

/** The pod of the session store, within Pod Security `restricted`. */
export function valkeyPod(args: ValkeyPodArgs): core.v1.PodSpec {
  const memory = memoryQuantity(mebibytes(args.memory));
  const tcpSocket = { port: "redis" };
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: restrictedPod(USER),
    containers: [
      {
        name: "valkey",
        image: IMAGE,
        command: ["valkey-server", `${SETTINGS}/valkey.conf`],
        ports: [{ name: "redis", containerPort: PORT }],
        resources: { requests: { cpu: "50m", memory }, limits: { memory } },
        securityContext: RESTRICTED_CONTAINER,
        readinessProbe: { tcpSocket, periodSeconds: 5 },
        livenessProbe: { tcpSocket, periodSeconds: 10 },
        volumeMounts: [
          { name: "settings", mountPath: SETTINGS, readOnly: true },
          { name: "data", mountPath: DATA },
        ],
      },
    ],
    volumes: [{ name: "settings", ...args.settings }],
  };
}

/** The claim that the pod's sessions are kept by, on a disk of the cluster's default class. */
export function dataClaim(disk: Bytes): core.v1.PersistentVolumeClaim {
  const storage = memoryQuantity(mebibytes(disk));
  return {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  };
}
