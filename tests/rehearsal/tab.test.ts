import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ChatRequest } from "../../app/gateway/api/api";
import { demoReply } from "../../app/gateway/model/demoModel";
import { Client, type Miss } from "../../rehearsal/client";
import type { SideName } from "../../rehearsal/nameSwitch";
import { Resolver } from "../../rehearsal/resolver";
import { Turn } from "../../rehearsal/turn";
import { startGateway, type TestGateway } from "../support/testGateway";

const NOTHING_THERE = "http://127.0.0.1:9";
const TOKEN = "t".repeat(22);

/** Waits for what should come; mocha limits how long. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe("a client of a rehearsal", () => {
  let gateway: TestGateway;
  let bases: Record<SideName, string>;
  let leadsTo: SideName;
  let misses: Miss[];
  let client: Client;

  before(async () => {
    gateway = await startGateway({ AUTH: "bearer", AUTH_TOKEN: TOKEN });
  });

  after(() => gateway.close());

  beforeEach(() => {
    bases = { A: gateway.base, B: gateway.base };
    leadsTo = "A";
    misses = [];
    const now = (): number => performance.now();
    client = new Client({
      resolver: new Resolver(() => leadsTo, 0, now),
      baseOf: (side) => bases[side],
      onMiss: (miss) => misses.push(miss),
      token: TOKEN,
      now,
      random: () => 0.5,
      retry: 10,
    });
  });

  afterEach(() => client.close());

  async function ask(): Promise<Turn> {
    const turn = new Turn(0, 0);
    client.ask(turn);
    await until(() => turn.isComplete !== undefined);
    return turn;
  }

  it("has its replies, and finds them complete", async () => {
    for (let count = 0; count < 6; count += 1) {
      const { isComplete, isCarried, cutAt, side } = await ask();
      assert.deepEqual([isComplete, isCarried, cutAt, side], [true, false, undefined, "A"]);
    }
  });

  it("tries again where nobody listens, until the name leads elsewhere", async () => {
    bases.A = NOTHING_THERE;
    const turn = new Turn(0, 0);
    client.ask(turn);
    await until(() => misses.length > 2);
    leadsTo = "B";
    await until(() => turn.isComplete !== undefined);
    assert.equal(turn.isComplete, true);
    assert.equal(turn.side, "B");
    assert.ok(misses.every(({ side }) => side === "A"));
    assert.ok(turn.cutAt !== undefined && turn.servedAt !== undefined);
    assert.ok(turn.servedAt > turn.cutAt);
  });

  it("carries its history to a side that does not know the conversation", async () => {
    const other = await startGateway({ AUTH: "bearer", AUTH_TOKEN: TOKEN });
    try {
      bases.B = other.base;
      await ask();
      leadsTo = "B";
      const { isComplete, isCarried, cutAt, side } = await ask();
      assert.deepEqual([isComplete, isCarried, cutAt, side], [true, true, undefined, "B"]);
    } finally {
      await other.close();
    }
  });

  describe("at a gateway that is not right", () => {
    let server: Server;
    let respond: (response: ServerResponse, chat: ChatRequest) => void;

    beforeEach(async () => {
      server = createServer((request, response) => {
        let body = "";
        request.on("data", (piece: Buffer) => (body += piece.toString()));
        request.on("end", () => respond(response, JSON.parse(body) as ChatRequest));
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      bases.A = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });

    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });

    const stream = (response: ServerResponse, text: string, reason = "stop"): void => {
      const event = (name: string, id: number, data: object): string =>
        `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(event("start", 0, { reply: "r", conversation: "c", model: "demo" }));
      response.write(event("token", 1, { text }));
      response.end(event("end", 2, { reason }));
    };

    const cases: Readonly<Record<string, (response: ServerResponse, chat: ChatRequest) => void>> = {
      "leaves something out": (response, { messages }) =>
        stream(response, demoReply(messages).replace("think", "")),
      "forgets the history": (response, { messages }) =>
        stream(response, demoReply([...messages, ...messages])),
      "ends before the end": (response, { messages }) =>
        stream(response, demoReply(messages), "timeout"),
    };

    for (const [what, how] of Object.entries(cases)) {
      it(`finds a reply that ${what}`, async () => {
        respond = how;
        assert.equal((await ask()).isComplete, false);
      });
    }

    it("would find the same reply complete when it is right", async () => {
      respond = (response, { messages }) => stream(response, demoReply(messages));
      assert.equal((await ask()).isComplete, true);
    });
  });
});
