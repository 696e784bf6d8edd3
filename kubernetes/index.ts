import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterConfig } from "../shared/config/schema";
import { ChatbotApp } from "../shared/kubernetes/chatbotApp";
import type { DeployPlatform, KubernetesTarget } from "../shared/platform";
import { exposureOf, urlOf } from "./exposure";
import { podSecrets } from "./podSecrets";
import { Valkey } from "./valkey";

/** Deploys the chatbot to a cluster that is there already. */
export const deployKubernetes: DeployPlatform<ClusterConfig> = (name, config, workload) => {
  const { kubeContext, ingress } = config;
  // The kubeconfig is the one that kubectl takes: KUBECONFIG, or ~/.kube/config.
  const provider = new Provider(name, { context: kubeContext, clusterIdentifier: kubeContext });
  const store =
    workload.sessionStore === "redis" ? new Valkey(name, { provider, ...config.cache }) : undefined;
  const secrets = podSecrets(workload, store);
  const target: KubernetesTarget = {
    provider,
    ready: store ? [store] : [],
    exposure: exposureOf(ingress),
    // Without an ingress controller nobody stands between, and a client could name any address.
    proxyHops: ingress.exposure === "ClusterIP" ? 1 : 0,
    podIdentity: { serviceAccountAnnotations: {}, podLabels: {} },
    // The rules of the config see to it that it is given.
    image: config.gateway.image ?? "",
    ...(store && { sessionStore: store.sessionStore }),
    ...(secrets && { secrets }),
  };
  const { service } = new ChatbotApp(name, { workload, target });
  return { url: urlOf(ingress, service), clusterName: pulumi.output(kubeContext) };
};
