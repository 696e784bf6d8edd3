import assert from "node:assert/strict";
import type { JsonObject, Plan } from "../../../plan/types";
import { EXPLICIT, FRONT_DOOR, NO_CERTIFICATE } from "../../support/azureStacks";
import { ONE_CLOUD } from "../../support/failover";
import { ENCRYPTED, planWithKey } from "../../support/keyedStack";
import { planOf } from "../../support/plans";
import type { KubernetesApi, KubernetesObject } from "./api";
import { ADMISSION_PLUGINS, Cluster } from "./cluster";
import { installDefinitions } from "./definitions";
import { addNodes } from "./nodes";
import { applyAll, differences, plannedObjects } from "./planned";
import { useClusterPrograms } from "./programs";
import { rolledOut } from "./rollout";

interface Case {
  readonly of: string;
  readonly platform: keyof typeof ADMISSION_PLUGINS;
  readonly plan: () => Promise<Plan>;
}

const CASES: readonly Case[] = [
  { of: "dev", platform: "eks", plan: () => planOf("dev") },
  { of: "prod-aws", platform: "eks", plan: () => planOf("prod-aws") },
  { of: "dev-azure", platform: "aks", plan: () => planOf("dev-azure") },
  { of: "dev-azure with a key", platform: "aks", plan: () => planWithKey("azure", ENCRYPTED) },
  { of: "prod-azure", platform: "aks", plan: () => planOf("prod-azure") },
  {
    of: "prod-azure, explicit",
    platform: "aks",
    plan: () => planOf("prod-azure", EXPLICIT),
  },
  {
    of: "prod-azure, frontDoor",
    platform: "aks",
    plan: () => planOf("prod-azure", FRONT_DOOR, NO_CERTIFICATE, ONE_CLOUD),
  },
];

describe("on a real control plane, the objects", () => {
  const programs = useClusterPrograms();

  for (const { of, platform, plan } of CASES) {
    it(`of ${of} are all taken, run, and stay as they are when applied again`, () =>
      Cluster.use(
        programs(),
        { admissionPlugins: ADMISSION_PLUGINS[platform] },
        async ({ api }) => {
          const objects = plannedObjects(await plan());
          await installDefinitions(api);
          await addNodes(api, { count: 6 });
          await applyAll(api, objects);
          for (const { metadata } of deploymentsOf(objects)) {
            const { name, namespace = "" } = metadata;
            // An autoscaler raises a new Deployment to its fewest replicas: that must be over.
            await rolledOut(api, { name, namespace }, fewestReplicas(objects, metadata));
          }
          for (const object of objects) await assertStays(api, object);
          assert.deepEqual(api.warnings, []);
        },
      ));
  }
});

function deploymentsOf(objects: readonly JsonObject[]): KubernetesObject[] {
  const all = objects as unknown as KubernetesObject[];
  const found = all.filter(({ kind }) => kind === "Deployment");
  assert.ok(found.length > 0);
  return found;
}

/** What a Deployment's autoscaler raises it to; undefined without one. */
function fewestReplicas(
  objects: readonly JsonObject[],
  { name, namespace }: KubernetesObject["metadata"],
): number | undefined {
  const all = objects as unknown as KubernetesObject[];
  const autoscaler = all.find(({ kind, metadata, spec }) => {
    const target = spec?.["scaleTargetRef"] as { name: string } | undefined;
    return (
      kind === "HorizontalPodAutoscaler" &&
      metadata.namespace === namespace &&
      target?.name === name
    );
  });
  return autoscaler && Number(autoscaler.spec?.["minReplicas"]);
}

/** What the server holds is what was planned, and applying it again changes nothing. */
async function assertStays(api: KubernetesApi, object: JsonObject): Promise<void> {
  const { apiVersion, kind, metadata } = object as unknown as KubernetesObject;
  const before = await api.get(apiVersion, kind, metadata.name, metadata.namespace);
  assert.deepEqual(differences(object, before as unknown as JsonObject), [], metadata.name);
  assert.deepEqual(ours(await api.apply(object)), ours(before));
}

/** An object without what the cluster's own controllers write. */
function ours(object: KubernetesObject): unknown {
  const { status: _status, metadata, ...rest } = object;
  const {
    resourceVersion: _version,
    managedFields = [],
    annotations,
    ...own
  } = metadata as {
    annotations?: Record<string, string>;
  } & KubernetesObject["metadata"];
  const { "deployment.kubernetes.io/revision": _revision, ...others } = annotations ?? {};
  const fields = managedFields.filter(({ operation }) => operation === "Apply");
  return { ...rest, metadata: { ...own, annotations: others, managedFields: fields } };
}
