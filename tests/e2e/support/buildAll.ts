import { pulumiRoot } from "../engine/pulumi";
import { clusterPrograms, kubernetesProvider } from "../kubernetes/programs";
import { NoGo } from "./goTool";

/**
 * Builds every program that is not built yet, one after the other, before the test files run beside
 * each other. What is missing where there is no Go is said by the tests.
 */
export async function mochaGlobalSetup(): Promise<void> {
  try {
    await pulumiRoot();
    await clusterPrograms();
    await kubernetesProvider();
  } catch (error) {
    if (!(error instanceof NoGo)) throw error;
  }
}
