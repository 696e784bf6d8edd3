import type { ServerResponse } from "node:http";
import type { ApiError } from "../api/errors";

/** Answers with JSON that no cache keeps. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(text);
}

/** Answers with what is wrong, and when to try again. */
export function sendError(response: ServerResponse, error: ApiError): void {
  const { retryAfterSeconds, status, body } = error;
  if (retryAfterSeconds !== undefined) response.setHeader("retry-after", retryAfterSeconds);
  if (status === 401) response.setHeader("www-authenticate", "Bearer");
  sendJson(response, status, body);
}
