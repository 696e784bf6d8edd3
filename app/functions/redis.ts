import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { RedisError, respCommand, RespReader, type RedisReply } from "./resp";

export type { RedisReply } from "./resp";

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  /** The password or token of now: another one than before means to sign in anew. */
  readonly password: () => Promise<string>;
}

/** A reply that takes longer, in milliseconds, comes from a server that is gone. */
const TIME_OUT = 2000;

interface Waiting {
  readonly resolve: (reply: RedisReply) => void;
  readonly reject: (error: Error) => void;
}

/** A connection, or one on its way, and what it is signed in with. */
interface Session {
  readonly password: string;
  readonly connection: Promise<Connection>;
}

/**
 * A client for single commands over one connection, which is opened when it is needed, and anew
 * after it breaks, as it does while an instance is frozen between calls, or when it is signed in
 * with a password that has been replaced.
 * @param connect opens a connection; TLS always, except in tests
 * @param timeOut longest wait for a reply, in milliseconds
 */
export class Redis {
  private session: Session | undefined;

  constructor(
    private readonly address: RedisAddress,
    private readonly connect: (host: string, port: number) => Socket = overTls,
    private readonly timeOut = TIME_OUT,
  ) {}

  /**
   * Sends a command. One that fails with its connection is sent once more over a new one, so that
   * only commands may be sent that can be repeated.
   */
  readonly command = async (...parts: readonly string[]): Promise<RedisReply> => {
    try {
      return await this.send(parts);
    } catch (error) {
      if (error instanceof RedisError) throw error;
      return await this.send(parts);
    }
  };

  private async send(parts: readonly string[]): Promise<RedisReply> {
    const password = await this.address.password();
    if (this.session?.password !== password) {
      this.drop(this.session);
      this.session = { password, connection: this.open(password) };
    }
    const { session } = this;
    try {
      const connection = await session.connection;
      return await connection.send(parts);
    } catch (error) {
      if (!(error instanceof RedisError)) this.drop(session);
      throw error;
    }
  }

  private drop(session: Session | undefined): void {
    if (!session || this.session !== session) return;
    this.session = undefined;
    session.connection.then(
      (broken) => broken.close(),
      () => undefined,
    );
  }

  private async open(password: string): Promise<Connection> {
    const { host, port, username } = this.address;
    const connection = new Connection(this.connect(host, port), this.timeOut);
    try {
      await connection.send(["AUTH", ...(username === undefined ? [] : [username]), password]);
    } catch (error) {
      connection.close();
      // A wrong password must not stick: the next try reads it again.
      throw error instanceof RedisError
        ? new Error("The session store refused the sign-in.")
        : error;
    }
    return connection;
  }
}

/** One connection; replies come in the order of the commands. */
class Connection {
  private readonly waiting: Waiting[] = [];
  private readonly reader = new RespReader();

  constructor(
    private readonly socket: Socket,
    private readonly timeOut: number,
  ) {
    // An open connection is no reason for the process to stay.
    socket.unref();
    socket.on("error", (error) => this.fail(error));
    socket.on("close", () => this.fail(new Error("The session store closed the connection.")));
    socket.on("data", (piece: Buffer) => {
      try {
        for (const reply of this.reader.push(piece)) this.take(reply);
      } catch (error) {
        this.fail(error as Error);
      }
    });
  }

  async send(parts: readonly string[]): Promise<RedisReply> {
    if (this.socket.destroyed) throw new Error("The connection to the session store is closed.");
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<RedisReply>((resolve, reject) => {
        this.waiting.push({ resolve, reject });
        timer = setTimeout(
          () => this.fail(new Error("The session store is silent.")),
          this.timeOut,
        );
        this.socket.write(respCommand(parts));
      });
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private take(reply: RedisReply | RedisError): void {
    const waiting = this.waiting.shift();
    if (reply instanceof RedisError) waiting?.reject(reply);
    else waiting?.resolve(reply);
  }

  private fail(error: Error): void {
    this.close();
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}

function overTls(host: string, port: number): Socket {
  return connectTls({ host, port, servername: host, ALPNProtocols: [] });
}
