import type { JsonObject } from "../../../plan/types";
import { GATEWAY, NAMESPACE } from "../../../shared/kubernetes/labels";
import { planOf } from "../../support/plans";
import { ADMISSION_PLUGINS, Cluster } from "./cluster";
import { installDefinitions } from "./definitions";
import { addNodes, type NodeOptions } from "./nodes";
import { applyAll, plannedObject, plannedObjects } from "./planned";
import { useClusterPrograms } from "./programs";
import { rolledOut } from "./rollout";

/** The gateway's Deployment. */
export const GATEWAY_PLACE = { namespace: NAMESPACE, name: GATEWAY } as const;

/** Short replies, so that a test need not wait long for a pod that ends as late as it may. */
export const SHORT_REPLIES = ["gateway.longestReply=2s"] as const;

export interface ChatbotCluster {
  readonly cluster: Cluster;
  readonly objects: readonly JsonObject[];
  /** The planned Deployment of the gateway. */
  readonly gateway: JsonObject;
}

/** A cluster with the chatbot of a stack in it, for the tests of a suite. */
export function useChatbotCluster(
  stack: string,
  set: readonly string[],
  nodes: NodeOptions,
): () => ChatbotCluster {
  const programs = useClusterPrograms();
  let made: ChatbotCluster | undefined;
  let cluster: Cluster | undefined;
  before(async () => {
    const objects = plannedObjects(await planOf(stack, ...set));
    cluster = await Cluster.start(programs(), { admissionPlugins: ADMISSION_PLUGINS.eks });
    const { api } = cluster;
    await installDefinitions(api);
    await addNodes(api, nodes);
    await applyAll(api, objects);
    await rolledOut(api, GATEWAY_PLACE);
    made = { cluster, objects, gateway: plannedObject(objects, "Deployment", GATEWAY) };
  });
  after(() => cluster?.stop());
  return () => {
    if (!made) throw new Error("there is no cluster yet");
    return made;
  };
}
