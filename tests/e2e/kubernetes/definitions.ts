import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { JsonObject } from "../../../plan/types";
import { goModule } from "../support/goTool";
import type { KubernetesApi } from "./api";
import { until } from "./until";

/**
 * The version that the go.mod of secretsStore pins: the newest that could be had. The clouds' add-ons bring
 * their own; the definition's version v1 has been the same since 2021.
 */
const SECRETS_STORE = "sigs.k8s.io/secrets-store-csi-driver@v1.5.3";

/** Installs the definitions of the custom resources that a plan uses, from their project's manifests. */
export async function installDefinitions(api: KubernetesApi): Promise<void> {
  const source = await goModule(join(__dirname, "secretsStore"), SECRETS_STORE);
  const file = "secrets-store.csi.x-k8s.io_secretproviderclasses.yaml";
  const manifest = readFileSync(join(source, "config", "crd", "bases", file), "utf8");
  await api.apply(parse(manifest) as JsonObject);
  await until("the definition of SecretProviderClass", () =>
    api.list("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", "default"),
  );
}
