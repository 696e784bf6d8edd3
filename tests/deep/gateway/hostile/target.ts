import assert from "node:assert/strict";
import { demoReply } from "../../../../app/gateway/model/demoModel";
import { call, say, textOf, type Call, type StreamResult } from "../../../support/chatClient";
import { startReplica, stopReplicas, type Replica } from "../../../support/gatewayProcess";
import { exchange, type RawAnswer } from "../../../support/rawConnection";

/** What each attack carries, and no log may hold. */
export const MARK = "marked-text-of-the-attack";

/** Heap of the attacked process, in MiB: it dies of what it would keep beyond. */
const HEAP = 96;

/** Most memory of the process, in bytes: its heap, and buffers and code of about the same size. */
const LARGEST = 2 * HEAP * 1024 * 1024 + 64 * 1024 * 1024;

/** A gateway in a process of its own that a suite attacks. */
export class Target {
  private replica: Replica | undefined;

  /** Starts one for the suite, and checks after each test that the attack did it no harm. */
  static use(environment: Readonly<Record<string, string>> = {}): Target {
    const target = new Target();
    before(async () => {
      target.replica = await startReplica({
        NODE_OPTIONS: `--max-old-space-size=${HEAP}`,
        CHATS_PER_MINUTE: "100000",
        DEMO_TOKENS_PER_SECOND: "0",
        ...environment,
      });
    });
    after(() => stopReplicas(target.replica ? [target.replica] : []));
    afterEach(() => target.isUnharmed());
    return target;
  }

  get base(): string {
    return this.started.base;
  }

  /** Sends bytes, and waits until the gateway has closed the connection. */
  send(bytes: string | Buffer): Promise<RawAnswer> {
    return exchange(this.base, bytes);
  }

  /** A chat by an ordinary client. */
  chat(options: Partial<Call> = {}): Promise<StreamResult> {
    const body = JSON.stringify(say("hello"));
    return call(this.base, { method: "POST", path: "/api/chats", body, ...options });
  }

  /** The value of one line of its metrics; 0 while there is no such line. */
  async metric(name: string): Promise<number> {
    const { body } = await call(this.started.metrics, { path: "/metrics" });
    const line = body.split("\n").find((one) => one.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1) ?? 0);
  }

  private get started(): Replica {
    assert.ok(this.replica);
    return this.replica;
  }

  private async isUnharmed(): Promise<void> {
    const { process: child, log } = this.started;
    assert.deepEqual([child.exitCode, child.signalCode], [null, null]);
    const { events } = await this.chat();
    assert.equal(textOf(events), demoReply(say("hello").messages));
    const resident = await this.metric("process_resident_memory_bytes");
    assert.ok(resident < LARGEST, `${resident} bytes`);
    const names = log.map((line) => (JSON.parse(line) as { event: string }).event);
    assert.deepEqual([...new Set(names)].sort(), ["listening", "reply"], log.join("\n"));
    assert.ok(!log.some((line) => line.includes(MARK)), "the log holds what was sent");
  }
}
