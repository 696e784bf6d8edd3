import assert from "node:assert/strict";
import { pairNotes } from "../../diff/pairs";
import { absentPeers, pairsAmong } from "../../plan/pairs";
import { pairTable } from "../../plan/tree/pairTable";
import { ONE_CLOUD } from "../support/failover";
import { planOf } from "../support/plans";

const plansOf = (...stacks: string[]) => Promise.all(stacks.map((stack) => planOf(stack)));

describe("pairs among plans", () => {
  it("are found once, whatever else is planned", async () => {
    const pairs = pairsAmong(await plansOf("dev", "prod-azure", "dev-azure", "prod-aws"));
    assert.deepEqual(
      pairs.map(({ stacks, findings }) => [stacks, findings]),
      [[["prod-azure", "prod-aws"], []]],
    );
  });

  it("are none where a side is missing, or has no peer", async () => {
    assert.deepEqual(pairsAmong(await plansOf("prod-aws", "dev")), []);
    assert.deepEqual(pairsAmong(await plansOf("dev", "dev-azure")), []);
  });

  it("are said to be missing where a peer is named and not planned", async () => {
    const absent = absentPeers(await plansOf("prod-aws", "dev"));
    assert.deepEqual(absent, [
      "prod-aws has prod-azure as its peer, which is not among these stacks.",
    ]);
    const elsewhere = await planOf("prod-aws", "failover.peerStack=acme/other/prod-azure");
    const plans = [elsewhere, await planOf("prod-azure")];
    assert.equal(absentPeers(plans).length, 1);
    const here = await planOf("prod-aws", "failover.peerStack=acme/chatscale/prod-azure");
    assert.deepEqual(absentPeers([here, await planOf("prod-azure")]), []);
  });

  it("need both sides to say so", async () => {
    const plans = [await planOf("prod-aws"), await planOf("prod-azure", ONE_CLOUD)];
    const what = "prod-aws has prod-azure as its peer, which has no failover of its own";
    const fix = "Set failover of prod-azure, with failover.peerStack: prod-aws.";
    assert.deepEqual(pairsAmong(plans), [
      { stacks: ["prod-aws", "prod-azure"], findings: [{ level: "unequal", what, fix }] },
    ]);
  });

  it("are shown side by side", async () => {
    const [pair] = pairsAmong(await plansOf("prod-aws", "prod-azure"));
    assert.ok(pair);
    const view = { width: 80, colour: false, costOf: () => "$1", together: "$2" };
    assert.equal(
      pairTable(pair, view),
      [
        "chat.example.com: prod-aws and prod-azure",
        "                      prod-aws                    prod-azure",
        "  runs in             aws, us-east-1              azure, eastus",
        "  role                primary                     secondary",
        "  clients, both well  100 %                       0 %",
        "  host name           aws.chat.example.com        azure.chat.example.com",
        "  keeps the name      yes                         no",
        "  chats at most       6000                        6000",
        "  planned peak        3000                        3000",
        "  a month             $1                          $1",
        "  together            $2",
        "  Each side alone carries the peak of both.",
        "",
      ].join("\n"),
    );
  });

  it("show what is wrong, within the width", async () => {
    const [pair] = pairsAmong([
      await planOf("prod-aws"),
      await planOf("prod-azure", "failover.role=primary", "failover.share=60"),
    ]);
    assert.ok(pair);
    const lines = pairTable(pair, { width: 60, colour: false }).split("\n");
    assert.deepEqual(lines.slice(-5), [
      "  ✗ prod-aws and prod-azure are both primary. Set",
      "    failover.role: secondary on one of them.",
      "  ! failover.share is 100 in prod-aws, and 60 in prod-azure.",
      "    Make them the same.",
      "",
    ]);
    for (const line of lines) assert.ok(line.length <= 60, line);
  });

  it("are noted in the diff of either stack", async () => {
    const notes = pairNotes([
      await planOf("prod-aws"),
      await planOf("prod-azure", "failover.share=60"),
      await planOf("dev"),
    ]);
    const note =
      "As a pair: failover.share is 100 in prod-aws, and 60 in prod-azure. Make them the same.";
    assert.deepEqual(notes("prod-aws"), [note]);
    assert.deepEqual(notes("prod-azure"), [note]);
    assert.deepEqual(notes("dev"), []);
  });
});
