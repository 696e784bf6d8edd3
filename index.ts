import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "./shared/config/load";
import { environmentName } from "./shared/naming";
import type { PlatformOutputs } from "./shared/platform";
import { describeWorkload } from "./shared/workload";

// Only the chosen cloud's folder is imported, so that the other cloud's SDK is never loaded.
export = async (): Promise<PlatformOutputs> => {
  const { config, secrets } = loadConfig();
  const workload = describeWorkload(config, secrets);
  const name = environmentName(pulumi.getProject(), pulumi.getStack());
  if (config.cloud === "azure") {
    const { deployAzure } = await import("./azure/index.js");
    return deployAzure(name, config, workload);
  }
  if (config.cloud === "kubernetes") {
    const { deployKubernetes } = await import("./kubernetes/index.js");
    return deployKubernetes(name, config, workload);
  }
  const { deployAws } = await import("./aws/index.js");
  return deployAws(name, config, workload);
};
