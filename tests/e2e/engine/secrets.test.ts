import assert from "node:assert/strict";
import { usePulumi } from "./pulumi";
import { StackUnderTest } from "./stack";

const MODEL_KEY = "a-model-key-that-nobody-may-read-4711";
const FUNCTIONS = ["functions.enabled=true", 'functions.callbackHosts=["hooks.example.com"]'];
const MODEL = ["model.backend=openai", "model.url=https://api.example.com/v1"];

describe("on the engine, secrets", () => {
  const pulumi = usePulumi();

  const cases = [
    { name: "dev", set: [...MODEL, ...FUNCTIONS] },
    { name: "dev-ecs", set: MODEL },
    { name: "dev-azure", set: MODEL },
  ];
  for (const { name, set } of cases) {
    it(`of ${name} are in no state, event or output in plain text`, () =>
      StackUnderTest.use(pulumi(), name, [], async (stack) => {
        stack.secrets["modelApiKey"] = MODEL_KEY;
        await stack.configure(...set);
        const { outputs } = await stack.up();
        await stack.preview();
        const generated = stack.account.resources
          .filter(({ type }) => type === "random:index/randomPassword:RandomPassword")
          .map(({ state }) => state["result"] as string);
        const webhookKey = outputs["webhookKey"];
        if (set.includes(FUNCTIONS[0] ?? "")) {
          assert.equal(webhookKey?.secret, true);
          assert.ok(generated.includes(String(webhookKey.value)));
        }
        const all = [stack.state(), ...stack.said].join("\n");
        for (const secret of [MODEL_KEY, ...generated]) {
          assert.ok(secret.length > 30);
          assert.equal(all.includes(secret), false);
          const encoded = Buffer.from(secret).toString("base64").replace(/=+$/, "");
          assert.equal(all.includes(encoded.slice(2, -2)), false);
        }
        // The clouds do get them: a search that can find nothing would prove nothing.
        const inputs = JSON.stringify(stack.account.resources.map((held) => held.inputs));
        assert.ok(inputs.includes(MODEL_KEY));
      }));
  }

  it("reach the pods of EKS when they change, and nothing is replaced but the secret's version", () =>
    StackUnderTest.use(pulumi(), "dev", [], async (stack) => {
      stack.secrets["modelApiKey"] = MODEL_KEY;
      await stack.configure(...MODEL);
      await stack.up();
      stack.secrets["modelApiKey"] = `${MODEL_KEY}-and-another`;
      await stack.configure(...MODEL);
      assert.deepEqual((await stack.up()).steps.sort(), [
        "create-replacement aws:secretsmanager/secretVersion:SecretVersion chatscale-dev-model-key",
        "delete-replaced aws:secretsmanager/secretVersion:SecretVersion chatscale-dev-model-key",
        "replace aws:secretsmanager/secretVersion:SecretVersion chatscale-dev-model-key",
        "update kubernetes:apps/v1:Deployment chatscale-dev-gateway",
      ]);
      assert.deepEqual(await stack.preview(), []);
    }));
});
