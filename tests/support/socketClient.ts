import { once } from "node:events";
import { WebSocket } from "ws";
import { SOCKET_PROTOCOL, type ClientFrame, type ServerFrame } from "../../app/gateway/api/api";

/** A client's WebSocket, with all that came over it. */
export interface SocketClient {
  readonly frames: readonly ServerFrame[];
  send(frame: ClientFrame): void;
  /** Sends what is no frame of the API. */
  sendRaw(data: string | Buffer): void;
  /** Resolves with the first frame that fits, old or new; fails when the socket closes before. */
  wait(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame>;
  /** Resolves with the code of the socket's close. */
  readonly closed: Promise<number>;
  close(): void;
}

export async function openSocket(
  base: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<SocketClient> {
  const socket = new WebSocket(`${base.replace("http", "ws")}/api/socket`, SOCKET_PROTOCOL, {
    headers,
  });
  const frames: ServerFrame[] = [];
  const watchers = new Set<() => void>();
  let code: number | undefined;
  const notify = (): void => {
    for (const watch of watchers) watch();
  };
  socket.on("message", (data: Buffer) => {
    frames.push(JSON.parse(data.toString()) as ServerFrame);
    notify();
  });
  const closed = new Promise<number>((resolve) => {
    socket.on("close", (given: number) => {
      code = given;
      resolve(given);
      notify();
    });
  });
  await once(socket, "open");
  return {
    frames,
    closed,
    send: (frame) => socket.send(JSON.stringify(frame)),
    sendRaw: (data) => socket.send(data),
    close: () => socket.close(),
    wait: async (fits) =>
      await new Promise((resolve, reject) => {
        const watch = (): void => {
          const found = frames.find(fits);
          if (found) resolve(found);
          else if (code !== undefined) reject(new Error(`The socket closed with ${code}.`));
          else return;
          watchers.delete(watch);
        };
        watchers.add(watch);
        watch();
      }),
  };
}

/** The text of one stream's tokens. */
export function textOver(frames: readonly ServerFrame[], id: string): string {
  return frames
    .map((frame) => (frame.id === id && frame.event === "token" ? frame.data.text : ""))
    .join("");
}
