import assert from "node:assert/strict";

import type { Line } from "../../../cost/types";
import { usageWith, type Usage } from "../../../cost/usage";
import { assumed } from "../../../compare/options/assumptions";
import { billOf } from "../../../compare/options/bill";
import { OPTION_KINDS, type OptionId } from "../../../compare/options/kinds";
import type { Deployment, OptionOutcome } from "../../../compare/options/run";
import type { Chats } from "../../../compare/simulate/chats";

const MONTH = 730 * 3600;

/** A plan of nodes at $10 each, a base of $5, and Lambda at its list price. */
function lines(usage: Partial<Usage>): Line[] {
  const { events, eventSeconds } = usageWith(usage);
  const line = (urn: string, least: number, most: number, use?: Line["usage"]): Line =>
    ({ urn, monthly: { least, most }, ...(use && { usage: use }) }) as Line;
  return [
    line("chatbot:aws:Nodes$group", 10, 30),
    line("chatbot:aws:Network$nat", 5, 5),
    line("chatbot:aws:Functions$fn::dev-webhook", 0, 0, "events"),
    line(
      "chatbot:aws:Functions$fn::dev-worker",
      events * eventSeconds * 0.5 * 0.0000133334,
      events * eventSeconds * 0.5 * 0.0000133334,
      "events",
    ),
  ];
}

function bill(id: OptionId, outcome: Partial<OptionOutcome>, seconds = 10) {
  const deployment = {
    kind: OPTION_KINDS.find((kind) => kind.id === id),
    config: { cloud: "aws", nodes: { min: 1, max: 3 } },
    workload: { model: { tokensPerSecond: 50 } },
  } as unknown as Deployment;
  const chats: Chats = {
    count: 1,
    at: Float64Array.of(0),
    seconds: Float64Array.of(seconds),
    firstToken: 0.5,
    duration: MONTH,
  };
  return billOf(deployment, outcome as OptionOutcome, chats, lines, assumed());
}

describe("the bill of an option", () => {
  it("has the mean of its nodes between the fewest and the most", () => {
    const capacity = { nodes: { mean: 2, peak: 3 } };
    const { month, idle, parts } = bill("aws-eks", {
      chats: 1000,
      served: 1000,
      overflow: 0,
      capacity,
    });
    assert.deepEqual([month, idle], [25, 15]);
    assert.deepEqual(parts, { base: 5, machines: 20, functions: 0 });
  });

  // By hand: a million chats of ten seconds with half a GB are five million GB-seconds.
  it("has the time of functions, and nothing of the containers beside functions alone", () => {
    const { month, perThousand, idle } = bill("aws-lambda", {
      chats: 1_000_000,
      served: 1_000_000,
      overflow: 1_000_000,
      capacity: { calls: 1_000_000, callSeconds: 10_000_000 },
    });
    assert.equal(month.toFixed(2), "66.67");
    assert.equal(perThousand.toFixed(4), "0.0667");
    assert.equal(idle, 0);
  });
});
