/** A reply of Redis or Valkey, of the kinds that single commands give. */
export type RedisReply = string | number | null;

/** The server answered with an error. */
export class RedisError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "RedisError";
  }
}

/** Reads replies of protocol version 2 from the pieces that a connection delivers. */
export class RespReader {
  private rest: Buffer = Buffer.alloc(0);

  /**
   * The replies that are complete with this piece.
   * @throws Error when the other side does not speak the protocol
   */
  push(piece: Buffer): (RedisReply | RedisError)[] {
    this.rest = Buffer.concat([this.rest, piece]);
    const replies: (RedisReply | RedisError)[] = [];
    for (let found = this.next(); found; found = this.next()) {
      replies.push(found.reply);
      this.rest = this.rest.subarray(found.length);
    }
    return replies;
  }

  private next(): { reply: RedisReply | RedisError; length: number } | undefined {
    const end = this.rest.indexOf("\r\n");
    if (end < 0) return undefined;
    const line = this.rest.toString("utf8", 1, end);
    const length = end + 2;
    switch (this.rest.toString("latin1", 0, 1)) {
      case "+":
        return { reply: line, length };
      case "-":
        // The first word is the kind; the rest may repeat what was sent.
        return { reply: new RedisError(line.split(" ")[0] ?? ""), length };
      case ":":
        return { reply: Number(line), length };
      case "$":
        return this.bulk(Number(line), length);
      default:
        throw new Error("The server does not speak the Redis protocol.");
    }
  }

  private bulk(size: number, start: number) {
    if (size < 0) return { reply: null, length: start };
    const length = start + size + 2;
    if (this.rest.length < length) return undefined;
    return { reply: this.rest.toString("utf8", start, start + size), length };
  }
}

/** A command as it goes over the wire. */
export function respCommand(parts: readonly string[]): string {
  const bulk = parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return `*${parts.length}\r\n${bulk.join("")}`;
}
