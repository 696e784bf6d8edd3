import type { Duplex } from "node:stream";
import type { ApiError } from "../api/errors";

/**
 * Refuses where Node has no response to write to: a request that could not be read, or an upgrade.
 * @param status of the answer, where it is not the error's own
 * @param headers more of them, as lines
 */
export function refuseRaw(
  socket: Duplex,
  error: ApiError,
  status = error.status,
  ...headers: readonly string[]
): void {
  const text = JSON.stringify(error.body);
  const retry = error.retryAfterSeconds;
  // A client that never ends its own side would keep the connection for ever.
  socket.once("finish", () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} Refused`,
      "Connection: close",
      ...headers,
      "Content-Type: application/json; charset=utf-8",
      `Content-Length: ${Buffer.byteLength(text)}`,
      ...(retry === undefined ? [] : [`Retry-After: ${retry}`]),
      "",
      text,
    ].join("\r\n"),
  );
}
