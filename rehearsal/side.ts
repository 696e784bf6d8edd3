import { once } from "node:events";
import { createServer } from "node:net";
import type { SideName } from "./nameSwitch";
import { startReplica, stopReplicas, type Replica } from "./replica";

/**
 * Ports below those that systems give to connections: a client that tries a dead side's port over and
 * over must not be given that very port for its own end.
 */
const PORTS = { first: 20_000, count: 10_000 };

/** Enough for every client at once: what one side can carry is not what is rehearsed. */
const PLENTY = "100000";

/** One cloud: a gateway with the demo model and sessions of its own, on a port that stays. */
export class Side {
  private starting: Promise<Replica> | undefined;
  private port: number | undefined;

  /** @param token that clients show, since the gateway listens on every address of this machine */
  constructor(
    readonly name: SideName,
    private readonly token: string,
  ) {}

  /** Where it listens, or did before it was killed. */
  get base(): string {
    return `http://127.0.0.1:${this.port ?? 0}`;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    this.port ??= await freePort();
    this.starting = startReplica({
      PORT: String(this.port),
      AUTH: "bearer",
      AUTH_TOKEN: this.token,
      CHATS_PER_MINUTE: PLENTY,
      CONCURRENT_CHATS: PLENTY,
    });
    await this.starting;
  }

  /** Ends it without a warning, by SIGKILL, if it runs or is about to. */
  async kill(): Promise<void> {
    // Who waits for the start hears of its failure; what did not start is gone.
    const replica = await this.starting?.catch(() => undefined);
    this.starting = undefined;
    if (replica) await stopReplicas([replica]);
  }
}

async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
    const server = createServer();
    const isFree = once(server, "listening").then(
      () => true,
      () => false,
    );
    server.listen(port);
    if (!(await isFree)) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
