import assert from "node:assert/strict";
import { checkPeer, type ReadOutputs } from "../../../shared/failover/peer";
import type { Side } from "../../../shared/failover/side";
import { PRIMARY, SECONDARY } from "./sides";

const stackOf = ({ cloud }: Side): string => `prod-${cloud}`;

/** What is said of a side whose peer has this output, as `level: message`; and what was asked for. */
async function said(side: Side, failover: unknown) {
  const messages: string[] = [];
  const asked: string[] = [];
  const log = (level: string) => (message: string) => {
    messages.push(`${level}: ${message}`);
    return Promise.resolve();
  };
  const read: ReadOutputs = (name) => {
    asked.push(name);
    if (failover instanceof Error) return Promise.reject(failover);
    return Promise.resolve(failover === undefined ? {} : { url: "https://x", failover });
  };
  await checkPeer(side, `acme/chat/${stackOf(side)}`, read, {
    info: log("info"),
    warn: log("warn"),
  });
  return { messages, asked };
}

const refused = (side: Side, failover: unknown, rule: RegExp) =>
  assert.rejects(said(side, failover), (error: Error) => {
    assert.equal(error.name, "ConfigError");
    assert.match(error.message, rule);
    return true;
  });

describe("a stack against its peer", () => {
  it("asks for it by its whole name, and says nothing of a pair that is well", async () => {
    const { messages, asked } = await said(PRIMARY, SECONDARY);
    assert.deepEqual(messages, []);
    assert.deepEqual(asked, ["acme/chat/prod-azure"]);
    const other = { ...PRIMARY, peerStack: "acme/other/prod-azure" };
    assert.deepEqual((await said(other, SECONDARY)).asked, ["acme/other/prod-azure"]);
  });

  it("goes on without a peer that is away, new, or of another form", async () => {
    const why = async (failover: unknown) => (await said(PRIMARY, failover)).messages.join("\n");
    const alone = /^info: The two sides are not held against each other: stack \S+\/prod-azure /;
    for (const [failover, reason] of [
      [new Error("no such stack"), /cannot be read \(no such stack\)$/],
      [undefined, /has no output "failover" yet$/],
      [{ ...SECONDARY, peerStack: undefined }, /has an output "failover" of another form$/],
      ["secondary", /has an output "failover" of another form$/],
    ] as const) {
      assert.match(await why(failover), alone);
      assert.match(await why(failover), reason);
    }
  });

  it("asks nobody in the offline plan", () => checkPeer(PRIMARY, "acme/chat/prod-aws", undefined));

  it("is refused as its own peer", () =>
    refused(
      { ...PRIMARY, peerStack: "prod-aws" },
      SECONDARY,
      /must be another stack than this one/,
    ));

  it("is warned of what is unequal, and told what is known", async () => {
    const region = { ...SECONDARY, cloud: "aws", region: "eu-west-1", share: 60, places: 2000 };
    const { messages } = await said(PRIMARY, region);
    assert.deepEqual(
      messages.map((message) =>
        message.replace(/^(\w+: failover: ).*?(are both on|carries|share).*/, "$1$2"),
      ),
      ["info: failover: are both on", "warn: failover: carries", "warn: failover: share"],
    );
  });

  it("is refused as a second primary, unless it keeps the name and may be all that is left", async () => {
    const second = { ...SECONDARY, role: "primary" } as const;
    await refused(second, PRIMARY, /both primary\n +Fix: Set failover\.role: secondary/);
    const { messages } = await said(
      { ...second, keepsName: true },
      { ...PRIMARY, keepsName: false },
    );
    assert.match(messages.join("\n"), /^warn: failover: .* are both primary\. Set failover\.role/);
  });

  it("may take the name over from one that is lost", async () => {
    const { messages } = await said({ ...SECONDARY, keepsName: true }, PRIMARY);
    assert.match(messages.join("\n"), /^warn: failover: .* both keep the records/);
  });
});
