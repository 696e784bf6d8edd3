import type { IncomingMessage } from "node:http";
import { badRequest } from "../api/errors";
import { parseJson, tooLarge } from "../api/json";

/** Largest body, in bytes: a whole conversation, with every sign escaped at its worst. */
export const LARGEST_BODY = 2 * 1024 * 1024;

/**
 * Reads the JSON body of a request.
 * @throws ApiError
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw badRequest("The content type must be application/json.");
  }
  if (Number(request.headers["content-length"] ?? 0) > LARGEST_BODY) throw tooLarge("The body");
  return parseJson(await readAll(request));
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  // A request that were destroyed here would leave its connection stuck in the rest of the body.
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST_BODY) throw tooLarge("The body");
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}
