import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DNS_ZONE, ONE_CLOUD } from "../../support/failover";
import { usePulumi } from "./pulumi";
import { StackUnderTest } from "./stack";

/** What an engine said of the pair, without repetitions. */
function saidOfPair({ said }: StackUnderTest): string[] {
  const messages = said
    .filter((text) => text.startsWith("{"))
    .map((text) => JSON.parse(text) as { diagnosticEvent?: { message?: string } })
    .map(({ diagnosticEvent }) => diagnosticEvent?.message?.trim() ?? "")
    .filter((message) => /failover:|two sides/.test(message));
  said.length = 0;
  return [...new Set(messages)];
}

describe("on the engine, two clouds behind one name", () => {
  const pulumi = usePulumi();
  let state: string;

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), "chatscale-e2e-pair-"));
  });
  afterEach(() => {
    rmSync(state, { recursive: true, force: true });
  });

  /** Opens a stack whose state lies beside that of its peer. */
  function open(name: string, test: (stack: StackUnderTest) => Promise<void>): Promise<void> {
    return StackUnderTest.use(pulumi(), name, [], test, undefined, state);
  }

  for (const [one, other] of [
    ["prod-aws", "prod-azure"],
    ["prod-azure", "prod-aws"],
  ] as const) {
    it(`come up as ${one}, then ${other}, and either goes without a change to the other`, () =>
      open(one, async (first) => {
        await first.up();
        const absent = `stack organization/chatscale/${other} cannot be read \\(.*unknown stack`;
        assert.match(saidOfPair(first).join("\n"), new RegExp(absent));
        await open(other, async (second) => {
          await second.up();
          assert.deepEqual(saidOfPair(second), []);
          for (const stack of [first, second]) assert.deepEqual(await stack.preview(), []);
          assert.deepEqual(saidOfPair(first), []);

          await second.unprotect();
          await second.destroy();
          assert.deepEqual(await first.preview(), []);
          assert.deepEqual((await first.up()).steps, []);
          assert.match(saidOfPair(first).join("\n"), /has no output "failover" yet/);
          await second.up();
          assert.deepEqual(await first.preview(), []);
        });
      }));
  }

  const both = (test: (aws: StackUnderTest, azure: StackUnderTest) => Promise<void>) =>
    open("prod-aws", (aws) => open("prod-azure", (azure) => test(aws, azure)));

  it("change places one after the other, by two records and nothing else", () =>
    both(async (aws, azure) => {
      await aws.up();
      await azure.up();
      await aws.configure("failover.role=secondary");
      assert.deepEqual((await aws.up()).steps.sort(), [
        "update aws:route53/record:Record chatscale-prod-aws-own",
        "update aws:route53/record:Record chatscale-prod-aws-peer",
      ]);
      assert.match(saidOfPair(aws).join("\n"), /prod-aws and prod-azure are both secondary/);
      await azure.configure("failover.role=primary");
      saidOfPair(azure);
      assert.deepEqual((await azure.up()).steps, []);
      assert.deepEqual(saidOfPair(azure), []);
    }));

  it("are refused before anything changes, where the two cannot be a pair", () =>
    both(async (aws, azure) => {
      await aws.up();
      await azure.configure("failover.role=primary", "failover.plannedPeak=6001");
      await assert.rejects(azure.up(), /must fit this side alone: .* = 6000 chats/);
      await azure.configure("failover.role=primary");
      await assert.rejects(azure.up(), (error: Error) => {
        assert.match(error.message, /prod-azure and prod-aws are both primary/);
        assert.match(error.message, /Set failover\.role: secondary on one of them\./);
        return true;
      });
      await azure.configure("failover.peerStack=prod-azure");
      await assert.rejects(azure.up(), /must be another stack than this one/);
      assert.deepEqual(azure.account.resources, []);
    }));

  it("never keep what is left from leading people to itself", () =>
    both(async (aws, azure) => {
      await aws.up();
      const taking = ["failover.role=primary", `failover.dns.dnsZoneId=${DNS_ZONE}`];
      await azure.configure(...taking);
      await azure.up();
      assert.deepEqual(
        saidOfPair(azure).map((text) => text.replace(/^.*?failover: /, "").split(".")[0]),
        [
          "prod-azure and prod-aws are both primary",
          "prod-azure and prod-aws both keep the records of chat",
        ],
      );
    }));

  it("are made of one cloud that had the name before, whose record goes first", () =>
    open("prod-aws", async (aws) => {
      await aws.configure(ONE_CLOUD, "ingress.hostname=chat.example.com");
      await aws.up();
      await aws.configure();
      const done = aws.account.operations.length;
      await aws.up();
      const records = aws.account.operations
        .slice(done)
        .filter(({ type }) => type === "aws:route53/record:Record")
        .map(({ kind, urn }) => `${kind} ${urn.split("::").at(-1) ?? ""}`)
        .filter((text) => !text.includes("certificate"));
      assert.deepEqual(
        [records.slice(0, 2), records.slice(2).sort()],
        [
          ["delete chatscale-prod-aws", "create chatscale-prod-aws"],
          ["create chatscale-prod-aws-own", "create chatscale-prod-aws-peer"],
        ],
      );
      assert.deepEqual(await aws.preview(), []);
    }));
});
