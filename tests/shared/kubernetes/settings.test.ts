import assert from "node:assert/strict";
import { planOfChatbot } from "../../support/chatbot";
import { input, only } from "../../support/plans";

type Options = Parameters<typeof planOfChatbot>[0];

async function environment(options: Options): Promise<Readonly<Record<string, unknown>>> {
  const deployment = only(await planOfChatbot(options), "kubernetes:apps/v1:Deployment");
  const env = input(deployment, "spec.template.spec.containers.0.env") as {
    readonly name: string;
    readonly value: unknown;
  }[];
  const names = env.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, "no name twice");
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

const PRIVATE = { allowedCidrs: ["203.0.113.0/24"] };
const openai = { backend: "openai", url: "https://api.example.com/v1" };

describe("the gateway's environment", () => {
  it("has times in seconds, whatever the unit in the config", async () => {
    const gateway = { longestReply: "3m", heartbeat: "0.5m", drain: "4m" };
    const env = await environment({ config: { gateway } });
    assert.equal(env["LONGEST_REPLY_SECONDS"], "180");
    assert.equal(env["HEARTBEAT_SECONDS"], "30");
    assert.equal(env["DRAIN_SECONDS"], "240");
  });

  it("bounds the heap to three quarters of the memory", async () => {
    const heap = async (memory: string) =>
      (await environment({ config: { gateway: { memory } } }))["NODE_OPTIONS"];
    assert.equal(await heap("512Mi"), "--max-old-space-size=384");
    assert.equal(await heap("2Gi"), "--max-old-space-size=1536");
    assert.equal(await heap("333Mi"), "--max-old-space-size=249");
  });

  it("says who may chat, and how much", async () => {
    const oidc = { issuer: "https://login.example.com", audience: "chat", clientId: "page" };
    const env = await environment({
      config: { gateway: { auth: "oidc", oidc, chatsPerMinute: 7 }, ingress: PRIVATE },
    });
    assert.equal(env["AUTH"], "oidc");
    assert.equal(env["OIDC_ISSUER"], "https://login.example.com");
    assert.equal(env["OIDC_AUDIENCE"], "chat");
    assert.equal(env["OIDC_CLIENT_ID"], "page");
    assert.equal(env["OIDC_SCOPES"], "openid");
    assert.equal(env["CHATS_PER_MINUTE"], "7");
    assert.equal(env["PUBLIC"], "false");
    const open = await environment({});
    assert.equal(open["AUTH"], "none");
    assert.equal(open["PUBLIC"], "true");
    assert.equal(open["ALLOW_ANONYMOUS"], "true");
    assert.ok(!("OIDC_ISSUER" in open));
  });

  it("keeps idle connections longer than the load balancer does", async () => {
    const env = await environment({ config: { ingress: { idleTimeout: "100s" } } });
    assert.equal(env["KEEP_ALIVE_SECONDS"], "115");
  });

  it("names the model, and no API where the demo answers by itself", async () => {
    const demo = await environment({});
    assert.equal(demo["MODEL_BACKEND"], "demo");
    assert.ok(!("MODEL_URL" in demo));
    assert.ok(!("MODEL_API_KEY_FILE" in demo));
    const real = await environment({ config: { model: openai }, apiKey: "sk-test" });
    assert.equal(real["MODEL_BACKEND"], "openai");
    assert.equal(real["MODEL_URL"], "https://api.example.com/v1");
  });
});
