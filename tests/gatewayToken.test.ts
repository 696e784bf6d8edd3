import assert from "node:assert/strict";
import type { Plan } from "../plan/types";
import { environmentOf } from "./support/gateway";
import { CIPHERTEXT, ENCRYPTED, planWithKey } from "./support/keyedStack";
import { input, ofType, only } from "./support/plans";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const CLASS = "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass";

describe("the token that clients show to chat", () => {
  const plans: Partial<Record<"aws" | "azure", Plan>> = {};

  before(async () => {
    for (const cloud of ["aws", "azure"] as const) {
      plans[cloud] = await planWithKey(cloud, ENCRYPTED, ENCRYPTED);
    }
  });

  for (const cloud of ["aws", "azure"] as const) {
    it(`is a file for the gateway alone on ${cloud}, and never shows`, () => {
      const plan = plans[cloud]!;
      const pod = only(plan, DEPLOYMENT, "chatscale-keyed-gateway");
      const environment = environmentOf(pod);
      assert.equal(environment["AUTH"], "bearer");
      assert.equal(environment["AUTH_TOKEN_FILE"], "/var/run/secrets/chatbot/gateway-token");
      assert.ok(!("AUTH_TOKEN" in environment));
      const mounted = ofType(plan, CLASS).filter(({ inputs }) =>
        JSON.stringify(inputs).includes("gateway-token"),
      );
      assert.deepEqual(
        mounted.map(({ name }) => name),
        ["chatscale-keyed-gateway-secrets"],
      );
      assert.ok(!JSON.stringify(plan).includes(CIPHERTEXT));
    });
  }

  it("is kept in Secrets Manager, which only the gateway's pods may ask for it", () => {
    const policy = only(plans.aws!, "aws:iam/rolePolicy:RolePolicy", "chatscale-keyed-gateway");
    const { Statement } = JSON.parse(String(input(policy, "policy"))) as {
      Statement: { Resource: string[] }[];
    };
    assert.equal(Statement[0]?.Resource.length, 3);
    assert.ok(
      Statement[0].Resource.some((arn) => /:secret:chatscale-keyed-gateway-token-/.test(arn)),
    );
  });

  it("is kept in Key Vault, with a role on this one secret", () => {
    const role = only(
      plans.azure!,
      "azure-native:authorization:RoleAssignment",
      "chatscale-keyed-gateway-token",
    );
    assert.match(String(input(role, "scope")), /\/vaults\/[^/]+\/secrets\/gateway-token$/);
  });

  it("must be encrypted", async () => {
    await assert.rejects(
      planWithKey("aws", ENCRYPTED, "plain"),
      /gatewayToken\n {4}must be encrypted/,
    );
  });
});
