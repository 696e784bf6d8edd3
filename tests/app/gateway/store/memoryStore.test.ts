import assert from "node:assert/strict";
import { newConversation, newReply } from "../../../../app/gateway/api/ids";
import { MemoryStore } from "../../../../app/gateway/store/memoryStore";
import { LEASE } from "../../../../app/gateway/store/store";
import { describeStore } from "../../../support/storeContract";

describe("sessions in memory", () => {
  let now = 1_000_000_000;

  describeStore(() =>
    Promise.resolve({
      store: new MemoryStore(() => now),
      passLease: () => {
        now += LEASE + 1;
        return Promise.resolve();
      },
    }),
  );

  it("end after a week, and the longest idle before memory runs out", async () => {
    const store = new MemoryStore(() => now);
    const start = async (content: string): Promise<string> => {
      const conversation = newConversation();
      await store.begin({
        conversation,
        isNew: true,
        principal: "",
        messages: Array.from({ length: 8 }, () => ({ role: "user" as const, content })),
        reply: newReply(conversation),
        owner: "a",
      });
      return conversation;
    };
    const first = await start("short");
    now += 7 * 24 * 60 * 60 * 1000;
    assert.equal(await store.conversation(first), undefined);
    const second = await start("short");
    for (let count = 0; count < 100; count += 1) await start("x".repeat(60_000));
    assert.equal(await store.conversation(second), undefined);
  });
});
