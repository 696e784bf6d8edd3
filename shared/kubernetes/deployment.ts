import { Deployment } from "@pulumi/kubernetes/apps/v1";
import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { METRICS_PORT } from "../gatewayEnvironment";
import type { KubernetesTarget } from "../platform";
import { cpuQuantity, mebibytes, memoryQuantity, millicores, seconds } from "../units";
import type { ChatbotWorkload } from "../workload";
import { COMMON_LABELS, GATEWAY, GATEWAY_SELECTOR, NAMESPACE } from "./labels";
import { RESTRICTED_CONTAINER, restrictedPod, spread } from "./podDefaults";
import type { VolumeSource } from "./secrets";
import { podEnvironment, SECRETS_MOUNT } from "./settings";

type Container = core.v1.Container;

const SECRETS_VOLUME = "secrets";

interface GatewayDeploymentArgs {
  readonly workload: ChatbotWorkload;
  readonly target: KubernetesTarget;
  readonly serviceAccount: pulumi.Input<string>;
  readonly priorityClass: pulumi.Input<string>;
  /** Where the secrets' files come from, when there are any. */
  readonly secrets: VolumeSource | undefined;
}

/** The gateway's Deployment. It has no `replicas`: the autoscaler owns that number. */
export function createDeployment(
  name: string,
  args: GatewayDeploymentArgs,
  opts: pulumi.CustomResourceOptions,
): Deployment {
  const { target, secrets } = args;
  const { gateway } = args.workload;
  return new Deployment(
    `${name}-gateway`,
    {
      metadata: { name: GATEWAY, namespace: NAMESPACE, labels: COMMON_LABELS },
      spec: {
        selector: { matchLabels: GATEWAY_SELECTOR },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
        revisionHistoryLimit: 3,
        template: {
          metadata: {
            labels: { ...COMMON_LABELS, ...GATEWAY_SELECTOR, ...target.podIdentity.podLabels },
            ...annotations(target),
          },
          spec: {
            serviceAccountName: args.serviceAccount,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            priorityClassName: args.priorityClass,
            tolerations: (target.tolerations ?? []).map((taint) => ({
              ...taint,
              operator: "Equal",
            })),
            terminationGracePeriodSeconds: seconds(gateway.terminationGrace),
            securityContext: restrictedPod(10001),
            topologySpreadConstraints: spread(GATEWAY_SELECTOR),
            containers: [gatewayContainer(args)],
            volumes: [
              { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
              ...(secrets ? [{ name: SECRETS_VOLUME, ...secrets }] : []),
            ],
          },
        },
      },
    },
    opts,
  );
}

/** Asks the cluster's collector to scrape the pod, and replaces pods whose secrets have changed. */
function annotations({ secrets, scraperNamespace }: KubernetesTarget) {
  const revision = secrets && "revision" in secrets ? secrets.revision : undefined;
  const all = {
    ...(scraperNamespace !== undefined && {
      "prometheus.io/scrape": "true",
      "prometheus.io/path": "/metrics",
      "prometheus.io/port": String(METRICS_PORT),
    }),
    ...(revision !== undefined && { [`${NAMESPACE}/secrets-revision`]: revision }),
  };
  return Object.keys(all).length > 0 ? { annotations: all } : {};
}

function gatewayContainer({ workload, target }: GatewayDeploymentArgs): Container {
  const { gateway } = workload;
  const environment = Object.entries(podEnvironment(workload, target));
  const memory = memoryQuantity(mebibytes(gateway.memory));
  const probe = (path: string, periodSeconds: number, failureThreshold: number) => ({
    httpGet: { path, port: "http" },
    periodSeconds,
    failureThreshold,
    timeoutSeconds: 2,
  });
  return {
    name: GATEWAY,
    image: target.image,
    ports: [
      { name: "http", containerPort: gateway.port },
      { name: "metrics", containerPort: METRICS_PORT },
    ],
    env: environment.map(([key, value]) => ({ name: key, value })),
    // No CPU limit: throttling would stretch every stream on the replica.
    resources: {
      requests: { cpu: cpuQuantity(millicores(gateway.cpu)), memory },
      limits: { memory },
    },
    securityContext: RESTRICTED_CONTAINER,
    startupProbe: probe("/healthz", 2, 30),
    livenessProbe: probe("/healthz", 10, 3),
    readinessProbe: probe("/readyz", 5, 2),
    lifecycle: { preStop: { sleep: { seconds: seconds(gateway.routingDelay) } } },
    volumeMounts: [
      { name: "tmp", mountPath: "/tmp" },
      ...(target.secrets
        ? [{ name: SECRETS_VOLUME, mountPath: SECRETS_MOUNT, readOnly: true }]
        : []),
    ],
  };
}
