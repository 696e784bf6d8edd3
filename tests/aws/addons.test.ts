import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { addonVersions, EKS_ADDONS } from "../../shared/config/eksAddons";
import { KUBERNETES_VERSIONS } from "../../shared/config/kubernetesRules";
import { ofType, planOf } from "../support/plans";

function versionsOf(plan: Plan): Record<string, unknown> {
  const addons = ofType(plan, "aws:eks/addon:Addon");
  return Object.fromEntries(
    addons.map(({ inputs }) => [inputs["addonName"] as string, inputs["addonVersion"]]),
  );
}

describe("add-ons of EKS", () => {
  it("are each installed in a version that no preview changes", async () => {
    for (const plan of [await planOf("dev"), await planOf("prod-aws")]) {
      const versions = versionsOf(plan);
      assert.deepEqual(Object.keys(versions).sort(), [...EKS_ADDONS].sort());
      for (const [addon, version] of Object.entries(versions)) {
        assert.match(version as string, /^v\d+\.\d+\.\d+-eksbuild\.\d+$/, addon);
      }
      assert.match(versions["kube-proxy"] as string, /^v1\.36\./);
    }
  });

  it("follow the version of Kubernetes, kube-proxy above all", async () => {
    for (const minor of ["1.34", "1.35"]) {
      const versions = versionsOf(await planOf("dev", `kubernetesVersion=${minor}`));
      assert.ok((versions["kube-proxy"] as string).startsWith(`v${minor}.`));
    }
  });

  it("take the version that a stack names, and leave the others", async () => {
    const plan = await planOf("dev", 'addonVersions={"coredns":"v1.14.7-eksbuild.10"}');
    assert.deepEqual(versionsOf(plan), {
      ...versionsOf(await planOf("dev")),
      coredns: "v1.14.7-eksbuild.10",
    });
  });

  it("have a version for each Kubernetes that is supported, and for no other", () => {
    for (const kubernetesVersion of KUBERNETES_VERSIONS) {
      const versions = addonVersions({ kubernetesVersion, addonVersions: {} });
      assert.deepEqual(Object.keys(versions).sort(), [...EKS_ADDONS].sort());
    }
    assert.throws(
      () => addonVersions({ kubernetesVersion: "1.33", addonVersions: {} }),
      /no add-ons are known for Kubernetes 1\.33/,
    );
  });
});
