import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { FRONT_DOOR } from "../support/azureStacks";
import { environmentOf } from "../support/gateway";
import { CIPHERTEXT, ENCRYPTED, planWithKey } from "../support/keyedStack";
import { input, ofType, only, planOf } from "../support/plans";

const CLUSTER = "azure-native:redisenterprise:RedisEnterprise";
const DATABASE = "azure-native:redisenterprise:Database";
const REGISTRY = "azure-native:containerregistry:Registry";
const ROLE = "azure-native:authorization:RoleAssignment";
const SETTING = "azure-native:monitor:DiagnosticSetting";
const SECRET = "azure-native:keyvault:Secret";
const VAULT = "azure-native:keyvault:Vault";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

/** An image from elsewhere, so that no registry is needed. */
const GIVEN = ["gateway.image=registry.example.com/gateway:2", "registry=false"];
describe("what the gateway uses on Azure", () => {
  let dev: Plan;
  let prod: Plan;

  before(async () => {
    dev = await planOf("dev-azure");
    prod = await planOf("prod-azure");
  });

  it("has a session store that only the gateway's identity can sign in to, over TLS", () => {
    const cluster = only(dev, CLUSTER);
    assert.equal(input(cluster, "publicNetworkAccess"), "Disabled");
    assert.equal(input(cluster, "minimumTlsVersion"), "1.2");
    assert.deepEqual(input(cluster, "sku"), { name: "Balanced_B0" });
    assert.equal(input(cluster, "highAvailability"), "Disabled");
    const {
      resourceGroupName: _group,
      clusterName: _cluster,
      ...database
    } = only(dev, DATABASE).inputs;
    assert.deepEqual(database, {
      accessKeysAuthentication: "Disabled",
      clientProtocol: "Encrypted",
      clusteringPolicy: "NoCluster",
      databaseName: "default",
      evictionPolicy: "VolatileLRU",
      port: 10000,
    });
    const identity = only(
      dev,
      "azure-native:managedidentity:UserAssignedIdentity",
      "chatscale-dev-azure-gateway",
    );
    const access = only(dev, "azure-native:redisenterprise:AccessPolicyAssignment");
    assert.ok(access.dependsOn.includes(identity.urn));
    assert.equal(input(access, "accessPolicyName"), "default");
  });

  it("keeps a second node, and protects what holds data, in prod", () => {
    const cluster = only(prod, CLUSTER);
    assert.deepEqual(input(cluster, "sku"), { name: "Balanced_B5" });
    assert.equal(input(cluster, "highAvailability"), "Enabled");
    assert.equal(cluster.protect, true);
    assert.equal(only(prod, REGISTRY).protect, true);
  });

  it("reaches the session store inside the network, under the store's own name", () => {
    const endpoint = only(dev, "azure-native:network:PrivateEndpoint");
    assert.match(JSON.stringify(input(endpoint, "subnet")), /subnets\/private-endpoints/);
    assert.deepEqual(input(endpoint, "privateLinkServiceConnections.0.groupIds"), [
      "redisEnterprise",
    ]);
    const zone = only(dev, "azure-native:privatedns:PrivateZone");
    assert.equal(input(zone, "privateZoneName"), "privatelink.redis.azure.net");
    const link = only(dev, "azure-native:privatedns:VirtualNetworkLink");
    assert.equal(input(link, "registrationEnabled"), false);
  });

  it("tells the gateway where its sessions are, and lets its pods take on its identity", () => {
    const pod = only(dev, DEPLOYMENT, "chatscale-dev-azure-gateway");
    const values = environmentOf(pod);
    assert.match(
      values["SESSION_STORE_HOST"] ?? "",
      /^chatscale-dev-azure-[a-z0-9]{6}\.eastus\.redis\.azure\.net$/,
    );
    assert.equal(values["SESSION_STORE_PORT"], "10000");
    assert.equal(values["SESSION_STORE_AUTH"], "entra");
    assert.match(values["SESSION_STORE_USERNAME"] ?? "", /^[0-9a-f-]{36}$/);
    const labels = input(pod, "spec.template.metadata.labels") as Record<string, string>;
    assert.equal(labels["azure.workload.identity/use"], "true");
    const account = only(dev, "kubernetes:core/v1:ServiceAccount", "chatscale-dev-azure-gateway");
    assert.match(JSON.stringify(account.inputs), /azure\.workload\.identity\/client-id/);
    const credential = only(dev, "azure-native:managedidentity:FederatedIdentityCredential");
    assert.equal(input(credential, "subject"), "system:serviceaccount:chatbot:gateway");
    const names = pod.dependsOn.map((urn) => urn.split("::").slice(2).join(" "));
    for (const part of ["AccessPolicyAssignment", "PrivateDnsZoneGroup", "FederatedIdentity"]) {
      assert.ok(
        names.some((name) => name.includes(part)),
        part,
      );
    }
  });

  it("lets the gateway out to its sessions and to the directory, and nowhere else", () => {
    const policy = only(
      dev,
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      "chatscale-dev-azure-gateway",
    );
    const egress = input(policy, "spec.egress") as { ports: { port: number }[] }[];
    assert.deepEqual(
      egress.map(({ ports }) => ports.map(({ port }) => port)),
      [[53, 53], [443], [10000]],
    );
  });

  it("has a registry without passwords, which the kubelets may pull from", () => {
    const registry = only(dev, REGISTRY);
    assert.equal(input(registry, "adminUserEnabled"), false);
    assert.equal(input(registry, "anonymousPullEnabled"), false);
    assert.match(String(input(registry, "registryName")), /^chatscaledevazure[a-z0-9]{6}$/);
    const pull = only(dev, ROLE, "chatscale-dev-azure-pull");
    assert.equal(input(pull, "principalType"), "ServicePrincipal");
    assert.match(String(input(pull, "scope")), /Microsoft\.ContainerRegistry\/registries\//);
    assert.match(String(input(pull, "roleDefinitionId")), /7f951dda-4ed3-4680-a7ca-43fe172d538d$/);
    assert.match(JSON.stringify(dev.outputs["registryUrl"]), /\.azurecr\.io\/gateway"$/);
  });

  it("has a place for logs, capped in dev", () => {
    const workspace = only(dev, "azure-native:operationalinsights:Workspace");
    assert.deepEqual(input(workspace, "workspaceCapping"), { dailyQuotaGb: 1 });
    assert.equal(input(workspace, "retentionInDays"), 30);
    assert.deepEqual(input(workspace, "features"), { disableLocalAuth: true });
    const large = only(prod, "azure-native:operationalinsights:Workspace");
    assert.equal(input(large, "workspaceCapping"), undefined);
    assert.equal(input(large, "retentionInDays"), 90);
  });

  it("keeps the logs of what it has: changes, sign-ins and readings of secrets", async () => {
    const kept = (plan: Plan) =>
      ofType(plan, SETTING)
        .map((setting) => [
          String(input(setting, "name")),
          String(input(setting, "resourceUri"))
            .split("/providers/Microsoft.")
            .at(-1)
            ?.split("/")[0],
          (input(setting, "logs") as { category: string }[]).map(({ category }) => category).join(),
          input(setting, "logAnalyticsDestinationType"),
        ])
        .sort();
    const cache = ["cache", "Cache", "ConnectionEvents", "Dedicated"];
    const cluster = ["control-plane", "ContainerService", "kube-audit-admin,guard", "Dedicated"];
    const events = "ContainerRegistryLoginEvents,ContainerRegistryRepositoryEvents";
    const registry = ["registry", "ContainerRegistry", events, undefined];
    assert.deepEqual(kept(dev), [cache, cluster, registry]);
    const requests = "FrontDoorAccessLog,FrontDoorWebApplicationFirewallLog";
    assert.deepEqual(kept(await planOf("dev-azure", FRONT_DOOR, ...GIVEN)), [
      cache,
      cluster,
      ["front-door", "Cdn", requests, undefined],
    ]);
    for (const setting of ofType(dev, SETTING)) {
      assert.match(String(input(setting, "workspaceId")), /\/workspaces\/chatscale-dev-azure$/);
      const logs = input(setting, "logs") as { enabled: boolean }[];
      assert.ok(logs.every(({ enabled }) => enabled));
    }
    const database = ofType(dev, SETTING).find(({ name }) => name.endsWith("-cache"));
    assert.match(String(database && input(database, "resourceUri")), /\/databases\/default$/);
  });

  it("has no store, no registry and no vault where nobody asks for them", async () => {
    const plan = await planOf("dev-azure", "sessionStore=memory", ...GIVEN);
    assert.equal(ofType(plan, SETTING).length, 1, "the logs of the cluster alone");
    for (const type of [CLUSTER, REGISTRY, VAULT, "azure-native:network:PrivateEndpoint"]) {
      assert.equal(ofType(plan, type).length, 0, type);
    }
  });
});

describe("the model's key on Azure", () => {
  let plan: Plan;

  before(async () => {
    plan = await planWithKey("azure", ENCRYPTED);
  });

  it("lies in a Key Vault that only roles open, and that a new dev stack never collides with", () => {
    const vault = only(plan, VAULT);
    const properties = input(vault, "properties") as Record<string, unknown>;
    assert.equal(properties["enableRbacAuthorization"], true);
    assert.equal(properties["enablePurgeProtection"], undefined);
    assert.equal(properties["softDeleteRetentionInDays"], 7);
    assert.match(String(input(vault, "vaultName")), /^chatscale-keyed-[a-z0-9]{6}$/);
    const secret = only(plan, SECRET);
    assert.deepEqual(input(secret, "properties"), { value: "[secret]" });
    assert.equal(secret.deletedWith, vault.urn, "a deployer need not have rights inside");
  });

  it("leaves a trace when it is read", () => {
    const setting = only(plan, SETTING, "chatscale-keyed-vault");
    assert.match(String(input(setting, "resourceUri")), /\/vaults\/chatscale-keyed-\w+$/);
    assert.deepEqual(input(setting, "logs"), [{ category: "AuditEvent", enabled: true }]);
  });

  it("is read by the gateway alone, on the scope of this one secret", () => {
    const role = only(plan, ROLE, "chatscale-keyed-model-api-key");
    assert.match(String(input(role, "scope")), /\/vaults\/[^/]+\/secrets\/model-api-key$/);
    assert.equal(input(role, "principalType"), "ServicePrincipal");
  });

  it("is mounted as a file from the vault, and never shows", () => {
    const type = "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass";
    const parameters = input(only(plan, type), "spec.parameters") as Record<string, string>;
    assert.match(parameters["objects"] ?? "", /objectName: model-api-key/);
    assert.match(parameters["clientID"] ?? "", /^[0-9a-f-]{36}$/);
    const pod = only(plan, DEPLOYMENT, "chatscale-keyed-gateway");
    assert.match(JSON.stringify(pod.inputs), /"secretProviderClass":"gateway"/);
    assert.equal(ofType(plan, "kubernetes:core/v1:Secret").length, 0);
    assert.ok(!JSON.stringify(plan).includes(CIPHERTEXT));
  });

  it("replaces the pods that hold an old value, without showing either", () => {
    const pod = only(plan, DEPLOYMENT, "chatscale-keyed-gateway");
    const { "chatbot/secrets-revision": revision, ...others } = input(
      pod,
      "spec.template.metadata.annotations",
    ) as Record<string, string>;
    assert.match(revision ?? "", /^[0-9a-f]{32}$/);
    assert.deepEqual(others, {
      "prometheus.io/scrape": "true",
      "prometheus.io/path": "/metrics",
      "prometheus.io/port": "9090",
    });
    assert.ok(pod.dependsOn.includes(only(plan, SECRET).urn));
    assert.ok(
      pod.unknown.includes('spec.template.metadata.annotations["chatbot/secrets-revision"]'),
      "known only once the value is stored",
    );
  });
});
