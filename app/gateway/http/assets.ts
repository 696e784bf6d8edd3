import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { ApiError, notFound } from "../api/errors";

interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly zipped: Buffer;
  readonly tag: string;
}

/** The page's files by their path, and the headers that go with each. */
export interface Assets {
  readonly files: ReadonlyMap<string, Asset>;
  readonly headers: Readonly<Record<string, string>>;
}

/** The file of the folder that holds the page's headers, such as its Content-Security-Policy. */
const HEADERS_FILE = "headers.json";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/**
 * Loads the page into memory: it is small, and no path of a request ever reaches the disk.
 * @param folder its files; `index.html` is served at `/`, and `headers.json`, an object of names
 *   and values, as the headers of every file. Undefined for a gateway without a page.
 */
export function loadAssets(folder: string | undefined): Assets {
  const files = new Map<string, Asset>();
  let headers: Record<string, string> = {};
  if (folder === undefined) return { files, headers };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join("/");
    const body = readFileSync(path);
    if (name === HEADERS_FILE) {
      headers = JSON.parse(body.toString()) as Record<string, string>;
      continue;
    }
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    // Weak, since it stands for the file in either coding (RFC 9110, section 8.8.3).
    const tag = `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
    const asset = { type, body, zipped: gzipSync(body, { level: 9 }), tag };
    files.set(`/${name}`, asset);
    if (name === "index.html") files.set("/", asset);
  }
  return { files, headers };
}

/** Answers with a file of the page. */
export function serveAsset(
  { files, headers }: Assets,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void {
  const asset = files.get(path);
  if (!asset) throw notFound();
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    throw new ApiError("method_not_allowed", "This path has no such method.");
  }
  const { type, tag } = asset;
  const common = {
    "x-content-type-options": "nosniff",
    ...headers,
    etag: tag,
    "cache-control": "no-cache",
    vary: "accept-encoding",
  };
  if (isKnown(request, tag)) {
    response.writeHead(304, common).end();
    return;
  }
  const isZipped = takesGzip(request);
  const body = isZipped ? asset.zipped : asset.body;
  response.writeHead(200, {
    ...common,
    "content-type": type,
    "content-length": body.length,
    ...(isZipped && { "content-encoding": "gzip" }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Compares weakly (RFC 9110, section 13.1.2). */
function isKnown({ headers }: IncomingMessage, tag: string): boolean {
  const known = headers["if-none-match"]?.split(",").map((one) => one.trim()) ?? [];
  return known.some((one) => one === "*" || one === tag || `W/${one}` === tag);
}

/** Whether gzip is named, and not with the weight that excludes it (RFC 9110, section 12.5.3). */
function takesGzip({ headers }: IncomingMessage): boolean {
  const codings = (headers["accept-encoding"] ?? "").split(",");
  return codings.some((one) => /^\s*gzip\s*(;(?!\s*q=0(\.0*)?\s*$)|$)/i.test(one));
}
