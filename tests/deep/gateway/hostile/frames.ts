import { randomBytes } from "node:crypto";
import { SOCKET_PROTOCOL } from "../../../../app/gateway/api/api";
import { head, RawConnection } from "../../../support/rawConnection";

/** Opcodes of RFC 6455, section 5.2. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

interface FrameParts {
  readonly opcode: number;
  readonly payload?: string | Buffer;
  /** Whether it is the last of its message. Default: true. */
  readonly fin?: boolean;
  /** As every client's must be. Default: true. */
  readonly masked?: boolean;
  /** Reserved bits, of extensions that nobody agreed on. Default: none. */
  readonly reserved?: number;
  /** The length that it says. Default: the payload's. */
  readonly length?: number;
}

/** One frame, right or wrong. */
export function frame({ opcode, payload = "", fin = true, ...rest }: FrameParts): Buffer {
  const { masked = true, reserved = 0 } = rest;
  const data = Buffer.from(payload);
  const size = rest.length ?? data.length;
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const mask = masked ? 0x80 : 0;
  let start: Buffer;
  if (size < 126) {
    start = Buffer.from([first, mask | size]);
  } else if (size < 65_536) {
    start = Buffer.from([first, mask | 126, size >> 8, size & 0xff]);
  } else {
    start = Buffer.from([first, mask | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
    start.writeBigUInt64BE(BigInt(size), 2);
  }
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([start, Buffer.alloc(masked ? 4 : 0), data]);
}

/** The head of a request for an upgrade. */
export function upgradeHead(
  path: string,
  changes: Readonly<Record<string, string | null>> = {},
): string {
  const headers: Record<string, string | null> = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
    "Sec-WebSocket-Protocol": SOCKET_PROTOCOL,
    ...changes,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  return head(`GET ${path} HTTP/1.1`, ...lines);
}

/** A connection that speaks WebSocket already. */
export async function upgraded(base: string): Promise<RawConnection> {
  const connection = new RawConnection(base);
  await connection.send(upgradeHead("/api/socket"));
  await connection.until("\r\n\r\n");
  if (!connection.text.startsWith("HTTP/1.1 101 ")) throw new Error(connection.text);
  return connection;
}

/** The code of the close frame that ends what a server sent; undefined without one. */
export function closeCode(text: string): number | undefined {
  const bytes = Buffer.from(text, "latin1");
  const [, code] = /\x88[\x02-\x7d]([\s\S]{2})[\s\S]{0,123}$/.exec(bytes.toString("latin1")) ?? [];
  return code === undefined ? undefined : Buffer.from(code, "latin1").readUInt16BE();
}
