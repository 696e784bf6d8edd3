import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { addonRules, addonVersions, EKS_ADDONS } from "../../shared/config/eksAddons";
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

  it("are refused without a version: where none is known, and none is named", async () => {
    const others = Object.fromEntries(
      EKS_ADDONS.filter((addon) => addon !== "vpc-cni").map((addon) => [
        addon,
        "v1.0.0-eksbuild.1",
      ]),
    );
    const config = { kubernetesVersion: "1.40", addonVersions: others };
    const [problem, ...more] = addonRules(config);
    assert.equal(problem?.key, "addonVersions");
    assert.match(problem.rule, /must name the versions of vpc-cni: none .* Kubernetes 1\.40$/);
    assert.match(problem.fix, /--kubernetes-version 1\.40 .* to 1\.34 or 1\.35 or 1\.36\.$/);
    assert.deepEqual(more, []);
    const all = { ...others, "vpc-cni": "v1.0.0-eksbuild.2" };
    assert.deepEqual(addonRules({ ...config, addonVersions: all }), []);
    assert.deepEqual(addonVersions({ ...config, addonVersions: all }), all);
    await assert.rejects(planOf("dev", "kubernetesVersion=1.33"), /addonVersions\n {4}must name/);
  });
});
