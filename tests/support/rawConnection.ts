import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** What a server said over a connection until it closed it. */
export interface RawAnswer {
  /** Of the first answer; undefined when none came. */
  readonly status: number | undefined;
  /** The code of the first answer's error; undefined without one. */
  readonly code: string | undefined;
  /** Number of answers: more than were asked for would be a smuggled request. */
  readonly answers: number;
  readonly text: string;
}

/** A connection of bytes, without any HTTP of Node's own. */
export class RawConnection {
  private received = "";
  private readonly socket: Socket;
  private readonly ended: Promise<unknown>;

  constructor(base: string) {
    const { hostname, port } = new URL(base);
    // Half open is allowed, so that only the server decides when the connection is over.
    this.socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    this.socket.setEncoding("latin1");
    this.socket.on("data", (text: string) => (this.received += text));
    // A reset is an end like any other here.
    this.socket.on("error", () => undefined);
    this.ended = Promise.race([once(this.socket, "end"), once(this.socket, "close")]).catch(
      () => undefined,
    );
  }

  get text(): string {
    return this.received;
  }

  /** Whether nothing more can come. */
  get isOver(): boolean {
    return this.socket.readableEnded || this.socket.destroyed;
  }

  /** Whether the server took the bytes; false when it has closed the connection. */
  async send(bytes: string | Buffer): Promise<boolean> {
    if (!this.socket.writable) return false;
    return await new Promise((resolve) => this.socket.write(bytes, (error) => resolve(!error)));
  }

  /** Ends this side only. */
  finish(): void {
    this.socket.end();
  }

  /** Reads no more of what the server sends. */
  pause(): void {
    this.socket.pause();
  }

  /** Resolves when some text has come, or the connection is over. */
  async until(text: string): Promise<void> {
    while (!this.received.includes(text) && !this.isOver) {
      await Promise.race([once(this.socket, "data"), this.ended]);
    }
  }

  /** Resolves with all that came, once the server has ended the connection. */
  async closed(): Promise<RawAnswer> {
    await this.ended;
    this.socket.destroy();
    return parse(this.received);
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** Sends bytes, and waits until the server has ended the connection. */
export async function exchange(base: string, bytes: string | Buffer): Promise<RawAnswer> {
  const connection = new RawConnection(base);
  void connection.send(bytes);
  return await connection.closed();
}

/** A request's head: its first line, a host, and other lines. */
export function head(line: string, ...headers: readonly string[]): string {
  return [line, "Host: gateway", ...headers, "", ""].join("\r\n");
}

function parse(text: string): RawAnswer {
  const answers = text.match(/HTTP\/1\.1 \d{3} /g) ?? [];
  const [, code] = /"error":\{"code":"(\w+)"/.exec(text) ?? [];
  const status = answers[0] === undefined ? undefined : Number(answers[0].slice(9, 12));
  return { status, code, answers: answers.length, text };
}
