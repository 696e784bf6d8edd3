import * as pulumi from "@pulumi/pulumi";
import { isPaired } from "./shared/config/failoverRules";
import { loadConfig } from "./shared/config/load";
import type { Config } from "./shared/config/schema";
import { checkPeer, engineOutputs } from "./shared/failover/peer";
import { sideOf } from "./shared/failover/side";
import { environmentName } from "./shared/naming";
import type { PlatformOutputs } from "./shared/platform";
import { describeWorkload, type ChatbotWorkload } from "./shared/workload";

export = async (): Promise<PlatformOutputs> => {
  const { config, secrets } = loadConfig();
  const workload = describeWorkload(config, secrets);
  const name = environmentName(pulumi.getProject(), pulumi.getStack());
  if (config.cloud === "kubernetes" || !isPaired(config)) return deploy(name, config, workload);
  const side = sideOf(config);
  const self = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  await checkPeer(side, self, engineOutputs());
  return { ...(await deploy(name, config, workload)), failover: pulumi.output(side) };
};

// Only the chosen cloud's folder is imported, so that the other cloud's SDK is never loaded.
async function deploy(
  name: string,
  config: Config,
  workload: ChatbotWorkload,
): Promise<PlatformOutputs> {
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
}
