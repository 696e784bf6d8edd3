import { askText, fix, ok, unchecked } from "../ask";
import type { Check } from "../types";

/** The cluster that is there already: its context, and whether its API answers. */
export const kubernetes: Check = async ({ kubeContext }, world) => {
  if (kubeContext === undefined) return [];
  const asked = await askText(world, "kubectl", "config", "get-contexts", "--output", "name");
  if ("why" in asked) {
    // Pulumi reads the kubeconfig itself.
    return [unchecked("kubernetes", asked.why)];
  }
  const contexts = asked.value.split("\n").map((line) => line.trim());
  if (!contexts.includes(kubeContext)) {
    const file = world.env["KUBECONFIG"] === undefined ? "~/.kube/config" : "KUBECONFIG";
    const what = `${file} has no context ${kubeContext}.`;
    return [fix("kubernetes", what, "pulumi config set kubeContext …")];
  }
  const reached = await askText(
    world,
    "kubectl",
    "--context",
    kubeContext,
    "get",
    "--raw",
    "/readyz",
  );
  if (!("why" in reached)) return [ok("kubernetes", `The cluster of ${kubeContext} answers.`)];
  if (reached.answer.outcome === "failed") {
    const what = `The cluster of ${kubeContext} does not answer, or lets nobody in.`;
    return [fix("kubernetes", what, `kubectl --context ${kubeContext} cluster-info`)];
  }
  return [unchecked("kubernetes", reached.why)];
};
