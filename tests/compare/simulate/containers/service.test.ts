import assert from "node:assert/strict";
import fc from "fast-check";

import type { Chats } from "../../../../compare/simulate/chats";
import {
  simulateService,
  type Autoscaler,
  type ServiceSettings,
} from "../../../../compare/simulate/containers/service";
import { ClusterAutoscaler } from "../../../../compare/simulate/nodes/clusterAutoscaler";
import { NoMachines, type Machines } from "../../../../compare/simulate/nodes/machines";
import { Recorder } from "../../../../compare/simulate/outcome";

const SETTINGS: ServiceSettings = {
  initial: 1,
  places: 2,
  queue: 1,
  longestWait: 15,
  startSeconds: 10,
  longestReply: 120,
};

const STEADY: Autoscaler = { period: 15, look: (_now, wanted) => wanted };

function chatsAt(times: readonly number[], seconds: number): Chats {
  const at = Float64Array.from(times);
  return { count: at.length, at, seconds: at.map(() => seconds), firstToken: 0.5, duration: 600 };
}

function run(
  chats: Chats,
  settings: Partial<ServiceSettings> = {},
  autoscaler = STEADY,
  machines: Machines = new NoMachines(),
  overflow?: (place: number) => void,
) {
  const recorder = new Recorder(chats, () => chats.firstToken);
  const all = { ...SETTINGS, ...settings };
  return recorder.outcome(simulateService(chats, all, autoscaler, machines, recorder, overflow));
}

describe("containers behind a load balancer", () => {
  it("serve what has a place, let one wait, and refuse the rest", () => {
    const outcome = run(chatsAt([0, 0, 0, 0], 10));
    assert.deepEqual([outcome.served, outcome.refused, outcome.delayed], [3, 1, 1]);
    assert.equal(outcome.firstWords!.p99, 10.5);
  });

  it("refuse who waited for longer than the queue lets", () => {
    const outcome = run(chatsAt([0, 0, 0], 16));
    assert.deepEqual([outcome.served, outcome.refused], [2, 1]);
  });

  it("cut what is longer than the longest reply", () => {
    const outcome = run(chatsAt([0], 130));
    assert.deepEqual([outcome.served, outcome.cut], [0, 1]);
  });

  it("give each chat to the replica with the fewest", () => {
    const outcome = run(chatsAt([0, 0, 0, 0], 10), { initial: 2 });
    assert.deepEqual([outcome.served, outcome.delayed], [4, 0]);
  });

  it("have a new replica's places once it has started, and on Fargate at once a machine", () => {
    const grow: Autoscaler = { period: 15, look: () => 2 };
    const outcome = run(chatsAt([0, 0, 0.1, 24.9, 25.1, 25.1], 100), { longestWait: 999 }, grow);
    // Ready at 25: what comes before finds two busy and one waiting.
    assert.deepEqual([outcome.served, outcome.refused], [5, 1]);
    assert.equal(outcome.capacity.replicas!.peak, 2);
    assert.equal(outcome.capacity.nodes, undefined);
  });

  it("wait for a node, of which there are no more than may be", () => {
    const grow: Autoscaler = { period: 15, look: () => 3 };
    const nodes = new ClusterAutoscaler({
      min: 1,
      max: 2,
      perNode: 1,
      readySeconds: 65,
      scanSeconds: 10,
      unneededSeconds: 600,
      delayAfterAddSeconds: 600,
      utilization: 0.5,
    });
    // Asked for at 15, a node at 20, there at 85, seen at 90, ready at 100; the third never comes.
    const outcome = run(chatsAt([99, 99, 99, 101, 101, 101], 50), { queue: 0 }, grow, nodes);
    assert.deepEqual([outcome.served, outcome.refused], [4, 2]);
    assert.equal(outcome.capacity.nodes!.peak, 2);
  });

  it("hand over what finds no free place, where there is somebody to take it", () => {
    const places: number[] = [];
    const outcome = run(chatsAt([0, 0, 0, 1], 10), {}, STEADY, new NoMachines(), (place) =>
      places.push(place),
    );
    assert.deepEqual(places, [2, 3]);
    assert.deepEqual([outcome.served, outcome.refused], [2, 0]);
  });

  it("lose no chat from the books, whatever comes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ gap: fc.nat(20), seconds: fc.nat(150) }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        (drawn, most) => {
          let now = 0;
          const at = Float64Array.from(drawn, ({ gap }) => (now += gap));
          const seconds = Float64Array.from(drawn, (chat) => chat.seconds);
          const chats = { count: at.length, at, seconds, firstToken: 0.5, duration: now + 1 };
          const saw: Autoscaler = { period: 15, look: (time) => 1 + ((time / 15) % most) };
          const { served, refused, cut } = run(chats, {}, saw);
          assert.equal(served + refused + cut, chats.count);
        },
      ),
    );
  });
});

describe("Cluster Autoscaler", () => {
  const SETTINGS = {
    min: 1,
    max: 5,
    perNode: 4,
    readySeconds: 60,
    scanSeconds: 10,
    unneededSeconds: 600,
    delayAfterAddSeconds: 600,
    utilization: 0.5,
  };

  it("takes one node at a time away, after ten minutes of little use and of no new node", () => {
    const nodes = new ClusterAutoscaler(SETTINGS);
    nodes.begin(4);
    assert.equal(nodes.look(0, 12, true), 4);
    assert.equal(nodes.count, 3);
    const counts = new Map<number, number>();
    for (let now = 10; now <= 2000; now += 10) {
      nodes.look(now, 4, true);
      if (!counts.has(nodes.count)) counts.set(nodes.count, now);
    }
    assert.deepEqual(
      [...counts],
      [
        [3, 10],
        [2, 660],
        [1, 670],
      ],
    );
  });

  it("keeps a node that is half full", () => {
    const nodes = new ClusterAutoscaler(SETTINGS);
    nodes.begin(8);
    for (let now = 0; now <= 5000; now += 10) nodes.look(now, 6, true);
    assert.equal(nodes.count, 2);
  });
});
