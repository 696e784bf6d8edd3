import { isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { errorName, type Log } from "../log";
import type { Script } from "./redisScripts";

/** The password or token of now; undefined for a server without any. */
export type Credential = () => Promise<string | undefined>;

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly username: string | undefined;
}

/** A command that takes longer, in milliseconds, has failed. */
const COMMAND_TIME = 2000;

/** A connection that says nothing for so long while a command waits, in milliseconds, is dead. */
const SILENCE = 5000;

/** Wait before a new connection, in milliseconds: doubled with each failure up to the longest. */
const SHORTEST_WAIT = 100;
const LONGEST_WAIT = 2000;

/** How often the credential is looked at, in milliseconds: tokens live for an hour or more. */
const LOOK = 60_000;

/**
 * One connection that opens itself anew after each failure, with the credential of that moment, and
 * signs in again when the credential changes. Commands fail at once while there is none.
 */
export class RedisConnection {
  private readonly client: Redis;
  private readonly looks: NodeJS.Timeout;
  private readonly username: string | undefined;
  private isClosed = false;
  private failures = 0;
  /** What has been logged since the store was last there. */
  private readonly told = new Set<string>();

  constructor(
    { host, port, tls, username }: RedisAddress,
    private readonly credential: Credential,
    private readonly log: Log,
  ) {
    this.username = username;
    this.client = new Redis({
      host,
      port,
      ...(username !== undefined && { username }),
      ...(tls && { tls: isIP(host) > 0 ? {} : { servername: host } }),
      protocol: 2,
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: SILENCE,
      commandTimeout: COMMAND_TIME,
      socketTimeout: SILENCE,
      disableClientInfo: true,
      // This class connects anew itself: the credential has to be asked for first.
      retryStrategy: () => null,
      // The node has become a replica: its name leads to the new primary by now.
      reconnectOnError: ({ message }) => message.startsWith("READONLY"),
    });
    this.client.on("error", (error: Error) => this.tell(error));
    this.client.on("end", () => void this.reconnect());
    this.looks = setInterval(() => void this.renew(), LOOK);
    this.looks.unref();
  }

  /**
   * Connects for the first time. It does not fail: a store that is away is tried again and again.
   * @param patience longest wait for it, in milliseconds
   */
  async connect(patience: number): Promise<void> {
    await Promise.race([this.open(), sleep(patience, undefined, { ref: false })]);
  }

  private async open(): Promise<void> {
    try {
      const password = await this.credential();
      if (password !== undefined) this.client.options.password = password;
      await this.client.connect();
      this.failures = 0;
      this.told.clear();
      this.log.info("session store connected");
    } catch (error) {
      this.tell(error);
      this.failures += 1;
      // A connection that was opened reports its own end.
      if (this.client.status === "wait") void this.reconnect();
    }
  }

  /** Runs a script as one step. */
  async run(
    { sha, text }: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    try {
      return await this.client.evalsha(sha, keys.length, ...keys, ...args);
    } catch (error) {
      const isUnknown = error instanceof Error && error.message.startsWith("NOSCRIPT");
      if (!isUnknown) throw error;
      return await this.client.eval(text, keys.length, ...keys, ...args);
    }
  }

  async remove(keys: readonly string[]): Promise<void> {
    await this.client.del(...keys);
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.looks);
    this.client.disconnect();
  }

  /** Tells of each kind of failure once, until the store is there again. */
  private tell(error: unknown): void {
    const name = failureName(error);
    // The client says of every failure, in the end, that its connection is closed.
    if (this.told.has(name) || (name === "Error" && this.told.size > 0)) return;
    this.told.add(name);
    this.log.warn("session store failed", { error: name });
  }

  private async reconnect(): Promise<void> {
    const longest = Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** this.failures);
    await sleep(longest * (0.5 + Math.random() / 2), undefined, { ref: false });
    if (!this.isClosed) await this.open();
  }

  private async renew(): Promise<void> {
    try {
      const password = await this.credential();
      const { options } = this.client;
      if (password === undefined || password === options.password) return;
      options.password = password;
      if (this.username === undefined) await this.client.auth(password);
      else await this.client.auth(this.username, password);
    } catch (error) {
      this.log.warn("session store sign-in failed", { error: failureName(error) });
    }
  }
}

/** Of what the server answered, the word that says what it is, such as `WRONGPASS`. */
function failureName(error: unknown): string {
  const name = errorName(error);
  const answer = error instanceof Error && name === "ReplyError" ? error.message : "";
  const [word] = /^[A-Z]+(?= )/.exec(answer) ?? [];
  return word === undefined ? name : `${name} ${word}`;
}
