import { ServiceAccount, type Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { KubernetesTarget } from "../platform";
import type { ChatbotWorkload } from "../workload";
import { createAutoscaler, createDisruptionBudget } from "./autoscaling";
import { createDeployment } from "./deployment";
import { inCluster } from "./inCluster";
import { COMMON_LABELS, GATEWAY, GATEWAY_SELECTOR, NAMESPACE } from "./labels";
import { createLimitRange, createNamespace, createPriorityClass, createQuota } from "./namespace";
import { createNetworkPolicies } from "./networkPolicies";
import { createSecrets } from "./secrets";
import { createService } from "./service";

export interface ChatbotAppArgs {
  readonly workload: ChatbotWorkload;
  readonly target: KubernetesTarget;
}

/** The chatbot in a cluster, whichever cloud the cluster is on. */
export class ChatbotApp extends pulumi.ComponentResource {
  /** The gateway's Service, which the platform's load balancer leads to. */
  readonly service: Service;

  constructor(name: string, args: ChatbotAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:kubernetes:ChatbotApp", name, {}, opts);
    const { workload, target } = args;
    const { gateway } = workload;

    const options = inCluster(this, target);
    const namespace = createNamespace(name, options);
    const inNamespace = { ...options, dependsOn: [namespace] };

    const quota = createQuota(name, gateway, inNamespace);
    const limitRange = createLimitRange(name, inNamespace);
    const priorityClass = createPriorityClass(name, options);
    createNetworkPolicies(name, workload, target, inNamespace);
    const serviceAccount = new ServiceAccount(
      `${name}-gateway`,
      {
        metadata: {
          name: GATEWAY,
          namespace: NAMESPACE,
          labels: COMMON_LABELS,
          annotations: target.podIdentity.serviceAccountAnnotations,
        },
        automountServiceAccountToken: false,
      },
      inNamespace,
    );
    // The cluster knows the class of secrets only once the driver that reads it is installed.
    const withDriver = { ...options, dependsOn: [namespace, ...target.ready] };
    const secrets =
      target.secrets && createSecrets(`${name}-gateway-secrets`, target.secrets, withDriver);
    const deployment = createDeployment(
      name,
      {
        workload,
        target,
        serviceAccount: serviceAccount.metadata.name,
        priorityClass: priorityClass.metadata.name,
        secrets: secrets?.volume,
      },
      {
        ...options,
        dependsOn: [quota, limitRange, ...(secrets ? [secrets.resource] : []), ...target.ready],
      },
    );
    const withDeployment = { ...options, dependsOn: [deployment] };
    createAutoscaler(name, gateway.scaling, withDeployment);
    createDisruptionBudget(
      `${name}-gateway`,
      { name: GATEWAY, namespace: NAMESPACE, labels: COMMON_LABELS },
      GATEWAY_SELECTOR,
      withDeployment,
    );
    this.service = createService(name, target.exposure, withDeployment);

    this.registerOutputs({ service: this.service.metadata.name });
  }
}
