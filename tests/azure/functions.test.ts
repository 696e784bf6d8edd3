import assert from "node:assert/strict";
import { join } from "node:path";
import { planStack } from "../../plan/run";
import type { Plan, PlannedResource } from "../../plan/types";
import { functionPackage } from "../../shared/functionPackage";
import { FUNCTIONS } from "../support/azureStacks";
import { input, ofType, only, output, planOf } from "../support/plans";

const APP = "azure-native:web:WebApp";
const PLAN = "azure-native:web:AppServicePlan";
const NAMESPACE = "azure-native:servicebus:Namespace";
const QUEUE = "azure-native:servicebus:Queue";
const ROLE = "azure-native:authorization:RoleAssignment";
const ACCOUNT = "azure-native:storage:StorageAccount";
const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
const SECRET = "azure-native:keyvault:Secret";
const VAULT = "azure-native:keyvault:Vault";

/** Built-in roles by the id that Azure gives them. */
const ROLES: Readonly<Record<string, string>> = {
  "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
  "3913510d-42f4-4e42-8a64-420c390055eb": "Monitoring Metrics Publisher",
  "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39": "Azure Service Bus Data Sender",
  "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0": "Azure Service Bus Data Receiver",
  "090c5cfd-751d-490a-894a-3ce6f1109419": "Azure Service Bus Data Owner",
  "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
};

/** What an identity may do: roles, and on what, without what is made up. */
function rights(plan: Plan, identity: string): [role: string, scope: string][] {
  const { urn } = only(plan, IDENTITY, identity);
  return ofType(plan, ROLE)
    .filter(({ dependsOn }) => dependsOn.includes(urn))
    .map((role) => {
      assert.equal(input(role, "principalType"), "ServicePrincipal");
      const id = String(input(role, "roleDefinitionId")).split("/").at(-1) ?? "";
      const scope = String(input(role, "scope")).split("/providers/").at(-1) ?? "";
      return [ROLES[id] ?? id, scope.replaceAll(/-?[0-9a-f]{6}(?=$|\/)/g, "")];
    });
}

function settings(app: PlannedResource): Record<string, string> {
  const list = input(app, "siteConfig.appSettings") as { name: string; value: string }[];
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

const webhookOf = (plan: Plan) => only(plan, APP, `${prefix(plan)}-webhook`);
const workerOf = (plan: Plan) => only(plan, APP, `${prefix(plan)}-worker`);
const prefix = (plan: Plan): string => output(plan, "clusterName");

describe("functions on Azure", () => {
  let dev: Plan;
  let prod: Plan;

  before(async () => {
    dev = await planOf("dev-azure", ...FUNCTIONS);
    prod = await planOf("prod-azure", ...FUNCTIONS);
  });

  it("are absent from a stack that does not ask for them", async () => {
    const plan = await planOf("dev-azure");
    const types = plan.resources.map(({ type }) => type);
    assert.deepEqual(
      types.filter((type) =>
        /:web:|servicebus|storage:|applicationinsights:Component|keyvault|Functions/.test(type),
      ),
      [],
    );
    for (const name of ["webhookUrl", "webhookKey", "functionApps"]) {
      assert.equal(name in plan.outputs, false, name);
    }
  });

  it("run in two apps on Flex Consumption, each with a plan and a storage account to itself", () => {
    for (const plan of [dev, prod]) {
      const count = (type: string) => ofType(plan, type).length;
      assert.deepEqual([APP, PLAN, ACCOUNT, NAMESPACE, QUEUE].map(count), [2, 2, 2, 1, 1]);
      for (const app of ofType(plan, APP)) {
        const servers = only(plan, PLAN, app.name);
        assert.deepEqual(input(servers, "sku"), { name: "FC1", tier: "FlexConsumption" });
        assert.equal(input(servers, "reserved"), true);
        assert.ok(app.dependsOn.includes(servers.urn));
        assert.equal(input(app, "kind"), "functionapp,linux");
        assert.equal(input(app, "httpsOnly"), true);
        assert.deepEqual(input(app, "functionAppConfig.runtime"), { name: "node", version: "22" });
      }
    }
  });

  it("tell Azure nothing that Flex Consumption refuses", () => {
    for (const app of ofType(dev, APP)) {
      const { appSettings: _settings, ...site } = input(app, "siteConfig") as object & {
        appSettings: unknown;
      };
      assert.deepEqual(site, {
        ftpsState: "Disabled",
        http20Enabled: true,
        minTlsVersion: "1.2",
        scmMinTlsVersion: "1.2",
      });
      for (const name of Object.keys(settings(app))) {
        assert.doesNotMatch(name, /^(FUNCTIONS_|WEBSITE_|SCM_|AzureWebJobsStorage$)/);
      }
    }
  });

  it("take their package from a container that opens to their identity alone", () => {
    for (const app of ofType(dev, APP)) {
      const account = only(dev, ACCOUNT, app.name);
      const name = String(input(account, "accountName"));
      assert.match(name, /^chatscaled[a-z]+(webhook|worker)[0-9a-f]{6}$/);
      assert.equal(input(account, "allowSharedKeyAccess"), false);
      assert.equal(input(account, "allowBlobPublicAccess"), false);
      assert.deepEqual(input(app, "functionAppConfig.deployment.storage"), {
        type: "blobContainer",
        value: `https://${name}.blob.core.windows.net/package`,
        authentication: {
          type: "UserAssignedIdentity",
          userAssignedIdentityResourceId: input(app, "identity.userAssignedIdentities.0"),
        },
      });
      assert.equal(settings(app)["AzureWebJobsStorage__accountName"], name);
    }
  });

  it("have the size and scale of the workload", async () => {
    const scale = (app: PlannedResource) => input(app, "functionAppConfig.scaleAndConcurrency");
    assert.deepEqual(scale(webhookOf(dev)), {
      alwaysReady: [],
      instanceMemoryMB: 512,
      maximumInstanceCount: 1,
      triggers: { http: { perInstanceConcurrency: 40 } },
    });
    assert.deepEqual(scale(workerOf(dev)), {
      alwaysReady: [],
      instanceMemoryMB: 512,
      maximumInstanceCount: 1,
    });
    const large = await planOf(
      "prod-azure",
      ...FUNCTIONS,
      "functions.memory=2Gi",
      "functions.maxConcurrency=120",
    );
    assert.deepEqual(scale(webhookOf(large)), {
      alwaysReady: [{ name: "http", instanceCount: 1 }],
      instanceMemoryMB: 2048,
      maximumInstanceCount: 2,
      triggers: { http: { perInstanceConcurrency: 200 } },
    });
    assert.deepEqual(scale(workerOf(large)), {
      alwaysReady: [{ name: "function:worker", instanceCount: 1 }],
      instanceMemoryMB: 2048,
      maximumInstanceCount: 3,
    });
    const roles = rights(large, "chatscale-prod-azure-worker").map(([role]) => role);
    assert.ok(roles.includes("Azure Service Bus Data Owner"), "to see how long the queue is");
    assert.ok(!roles.includes("Azure Service Bus Data Receiver"));
  });

  it("have a queue that needs a token, and keeps what fails or grows old", () => {
    const namespace = only(dev, NAMESPACE);
    assert.deepEqual(input(namespace, "sku"), { name: "Standard", tier: "Standard" });
    assert.equal(input(namespace, "disableLocalAuth"), true);
    assert.equal(input(namespace, "minimumTlsVersion"), "1.2");
    const { resourceGroupName: _group, namespaceName: _name, ...queue } = only(dev, QUEUE).inputs;
    assert.match(
      String(input(only(dev, QUEUE), "namespaceName")),
      /^chatscale-dev-azure-[0-9a-f]{6}$/,
    );
    assert.deepEqual(queue, {
      queueName: "events",
      lockDuration: "PT180S",
      maxDeliveryCount: 5,
      defaultMessageTimeToLive: "P4D",
      deadLetteringOnMessageExpiration: true,
      requiresDuplicateDetection: false,
    });
  });

  it("may do nothing but their own work", () => {
    const storage = "Microsoft.Storage/storageAccounts/chatscaled";
    const insights = "Microsoft.Insights/components/chatscale-dev-azure-functions";
    const queue = "Microsoft.ServiceBus/namespaces/chatscale-dev-azure/queues/events";
    const key = "Microsoft.KeyVault/vaults/chatscale-dev-azu/secrets/webhook-key";
    assert.deepEqual(rights(dev, "chatscale-dev-azure-webhook"), [
      ["Monitoring Metrics Publisher", insights],
      ["Azure Service Bus Data Sender", queue],
      ["Storage Blob Data Owner", `${storage}ewebhook`],
      ["Key Vault Secrets User", key],
    ]);
    assert.deepEqual(rights(dev, "chatscale-dev-azure-worker"), [
      ["Monitoring Metrics Publisher", insights],
      ["Azure Service Bus Data Receiver", queue],
      ["Storage Blob Data Owner", `${storage}evworker`],
      ["Key Vault Secrets User", key],
    ]);
    for (const app of ofType(dev, APP)) {
      const own = ofType(dev, ROLE).filter(({ name }) => name.startsWith(`${app.name}-`));
      assert.equal(own.length, 4);
      for (const role of own) assert.ok(app.dependsOn.includes(role.urn), role.urn);
    }
  });

  it("are told their settings: no key and no connection string among them", () => {
    const clientId = (values: Record<string, string>) => values["AZURE_CLIENT_ID"] ?? "";
    const common = (values: Record<string, string>) => ({
      AZURE_CLIENT_ID: clientId(values),
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `ClientId=${clientId(values)};Authorization=AAD`,
      AzureWebJobsStorage__clientId: clientId(values),
      AzureWebJobsStorage__credential: "managedidentity",
      CALLBACK_HOSTS: "hooks.example.com",
      QUEUE_NAME: "events",
      ServiceBusConnection__clientId: clientId(values),
      ServiceBusConnection__credential: "managedidentity",
      ServiceBusConnection__fullyQualifiedNamespace: `${String(input(only(dev, NAMESPACE), "namespaceName"))}.servicebus.windows.net`,
    });
    const rest = ({
      APPLICATIONINSIGHTS_CONNECTION_STRING: _insights,
      AzureWebJobsStorage__accountName: _account,
      ...values
    }: Record<string, string>) => values;
    const webhook = settings(webhookOf(dev));
    const key = webhook["WEBHOOK_KEY"] ?? "";
    assert.match(
      key,
      /^@Microsoft\.KeyVault\(SecretUri=https:\/\/chatscale-dev-azu-[0-9a-f]{6}\.vault\.azure\.net\/secrets\/webhook-key-[0-9a-f]{6}\/[0-9a-f]{32}\)$/,
    );
    assert.deepEqual(rest(webhook), {
      ...common(webhook),
      FUNCTION: "webhook",
      REQUESTS_PER_SECOND: "20",
      WEBHOOK_KEY: key,
    });
    const {
      SESSION_STORE_HOST: host,
      SESSION_STORE_USERNAME: user,
      ...worker
    } = settings(workerOf(dev));
    assert.notEqual(clientId(worker), clientId(webhook));
    assert.match(host ?? "", /^chatscale-dev-azure-[0-9a-f]{6}\.eastus\.redis\.azure\.net$/);
    assert.match(user ?? "", /^[0-9a-f-]{36}$/);
    assert.deepEqual(rest(worker), {
      ...common(worker),
      FUNCTION: "worker",
      MODEL_BACKEND: "demo",
      SESSION_STORE: "redis",
      SESSION_STORE_AUTH: "entra",
      SESSION_STORE_PORT: "10000",
      TIMEOUT_SECONDS: "30",
      WEBHOOK_KEY: key,
    });
  });

  it("share the session store as their ledger: the worker only, from within the network", () => {
    const type = "azure-native:redisenterprise:AccessPolicyAssignment";
    const access = only(dev, type, "chatscale-dev-azure-worker");
    assert.equal(
      input(access, "user.objectId"),
      settings(workerOf(dev))["SESSION_STORE_USERNAME"],
      "it signs in as itself",
    );
    assert.ok(workerOf(dev).dependsOn.includes(access.urn));
    assert.ok(access.dependsOn.includes(only(dev, type, "chatscale-dev-azure-gateway").urn));
    assert.match(String(input(workerOf(dev), "virtualNetworkSubnetId")), /\/subnets\/functions$/);
    assert.equal(input(webhookOf(dev), "virtualNetworkSubnetId"), undefined);
    const subnet = only(dev, "azure-native:network:Subnet", "chatscale-dev-azure-functions");
    assert.deepEqual(input(subnet, "delegations"), [
      { name: "functions", serviceName: "Microsoft.App/environments" },
    ]);
  });

  it("stay out of the network where each instance keeps its own ledger", async () => {
    const plan = await planOf("dev-azure", ...FUNCTIONS, "sessionStore=memory");
    assert.equal(input(workerOf(plan), "virtualNetworkSubnetId"), undefined);
    assert.equal(settings(workerOf(plan))["SESSION_STORE"], undefined);
    assert.equal(ofType(plan, "azure-native:redisenterprise:AccessPolicyAssignment").length, 0);
  });

  it("share a key that is generated, and stands in no plain place", () => {
    const password = only(
      dev,
      "random:index/randomPassword:RandomPassword",
      "chatscale-dev-azure-webhook-key",
    );
    assert.deepEqual(password.inputs, { length: 48, special: false });
    const secret = only(dev, SECRET);
    assert.deepEqual(input(secret, "properties"), { value: "[secret]" });
    assert.equal(dev.outputs["webhookKey"], "[secret]");
    assert.match(
      output(dev, "webhookUrl"),
      /^https:\/\/chatscale-dev-azure-webhook-[0-9a-f]{6}\.azurewebsites\.net\/api\/webhook$/,
    );
    for (const app of ofType(dev, APP)) assert.ok(app.dependsOn.includes(secret.urn));
    const classes = ofType(dev, "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass");
    assert.deepEqual(classes, [], "the gateway mounts no secret");
  });

  it("reach a real model by a key that only the worker may read", async () => {
    const plan = await planStack({
      projectDir: join(__dirname, "fixtures", "model"),
      stack: "dev",
    });
    assert.equal(ofType(plan, VAULT).length, 1);
    const worker = settings(workerOf(plan));
    assert.equal(worker["MODEL_URL"], "https://api.example.com/v1");
    assert.match(worker["MODEL_API_KEY"] ?? "", /\/secrets\/model-api-key\/[0-9a-f]{32}\)$/);
    assert.equal(settings(webhookOf(plan))["MODEL_API_KEY"], undefined);
    const readable = (identity: string) =>
      rights(plan, `${prefix(plan)}-${identity}`)
        .filter(([role]) => role === "Key Vault Secrets User")
        .map(([, scope]) => scope.split("/").at(-1));
    assert.deepEqual(readable("worker"), ["model-api-key", "webhook-key"]);
    assert.deepEqual(readable("webhook"), ["webhook-key"]);
    assert.deepEqual(readable("gateway"), ["model-api-key"]);
    assert.doesNotMatch(JSON.stringify(plan), /not-a-real-ciphertext/);
  });

  it("show by a hash which package they are to run, and say what it takes to make it", async () => {
    const apps = dev.outputs["functionApps"] as {
      resourceGroup: string;
      names: string[];
      hostJson: string;
      sha256: string;
    };
    assert.equal(apps.resourceGroup, "chatscale-dev-azure");
    assert.deepEqual(
      apps.names,
      [webhookOf(dev), workerOf(dev)].map((app) => input(app, "name")),
    );
    assert.match(apps.hostJson, /"functionTimeout": "00:00:30"[^]*"maxConcurrentCalls": 10,/);
    assert.equal((await functionPackage(apps.hostJson)).sha256, apps.sha256);
    for (const app of ofType(dev, APP)) {
      assert.equal(input(app, "tags.PackageSha256"), apps.sha256);
    }
  });

  it("keep what cannot be had back in prod: the queue, and the address that senders know", () => {
    const kept = (plan: Plan) =>
      [only(plan, NAMESPACE), only(plan, QUEUE), webhookOf(plan), workerOf(plan)].map(
        ({ protect }) => protect,
      );
    assert.deepEqual(kept(dev), [false, false, false, false]);
    assert.deepEqual(kept(prod), [true, true, true, false]);
  });
});

describe("what a vault in soft delete holds back on Azure", () => {
  const SUFFIX = "random:index/randomString:RandomString";

  it("is no name that the next vault, or the next stack in another place, would have", async () => {
    const dev = await planOf("dev-azure", ...FUNCTIONS);
    const vault = only(dev, VAULT);
    assert.equal(input(vault, "properties.enablePurgeProtection"), undefined);
    assert.equal(input(vault, "properties.softDeleteRetentionInDays"), 7);
    // Its suffix is born and dies with the vault, unlike those of the registry and the cache.
    const suffix = only(dev, SUFFIX, "chatscale-dev-azure-vault");
    assert.ok(vault.dependsOn.includes(suffix.urn));
    assert.equal(suffix.parent, vault.parent);
    const plain = await planOf("dev-azure");
    assert.deepEqual(
      ofType(plain, SUFFIX).map(({ name }) => name),
      ["chatscale-dev-azure"],
    );
    for (const made of ofType(dev, SUFFIX)) {
      assert.deepEqual(input(made, "keepers"), { location: "eastus" }, made.name);
    }
  });

  it("is no name of the next key, and no reason for the deployer to have rights inside", async () => {
    const dev = await planOf("dev-azure", ...FUNCTIONS);
    const secret = only(dev, SECRET);
    const suffix = only(dev, SUFFIX, "chatscale-dev-azure-functions");
    assert.ok(secret.dependsOn.includes(suffix.urn));
    assert.match(String(input(secret, "secretName")), /^webhook-key-[0-9a-f]{6}$/);
    assert.equal(secret.retainOnDelete, true);
    assert.equal(secret.deletedWith, only(dev, VAULT).urn);
  });
});
