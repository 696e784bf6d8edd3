import assert from "node:assert/strict";
import { kubeloginKubeconfig } from "../../azure/kubeconfig";

describe("kubeloginKubeconfig", () => {
  it("keeps the cluster and replaces the sign-in", () => {
    const given = "clusters: [{name: c}]\nusers: [{name: u, user: {exec: {command: other}}}]\n";
    const { clusters, users } = JSON.parse(kubeloginKubeconfig(given)) as {
      clusters: unknown;
      users: { name: string; user: { exec: { command: string; args: string[] } } }[];
    };
    assert.deepEqual(clusters, [{ name: "c" }]);
    assert.equal(users[0]?.user.exec.command, "kubelogin");
    assert.ok(users[0].user.exec.args.includes("azurecli"));
  });

  it("refuses what is no kubeconfig", () => {
    assert.throws(() => kubeloginKubeconfig(""), /AKS returned no kubeconfig/);
  });
});
