import type { ErrorBody, ErrorData } from "../gateway/api/api";

/** The gateway answered that it does not do what was asked. */
export class ApiError extends Error {
  readonly code: string;
  /** When to try again, in seconds, where the gateway says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly status: number,
    { code, message, retryAfterSeconds }: Omit<ErrorData, "code"> & { readonly code: string },
  ) {
    super(message);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer came, or its stream broke off. */
export class ConnectionError extends Error {
  constructor() {
    super("The chat service cannot be reached.");
  }
}

interface Options {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends requests to the gateway, with the user's token when there is one. */
export class Http {
  constructor(
    private readonly token: () => string | undefined,
    private readonly send: typeof fetch = (...request) => fetch(...request),
  ) {}

  /**
   * @param path relative to the page, so that the page works under any prefix
   * @throws ApiError for an answer of 400 and above
   * @throws ConnectionError when no answer comes
   */
  async request(
    method: "GET" | "POST" | "DELETE",
    path: string,
    { body, headers, signal }: Options = {},
  ): Promise<Response> {
    const token = this.token();
    const init: RequestInit = {
      method,
      headers: {
        ...headers,
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    };
    let response: Response;
    try {
      response = await this.send(path, init);
    } catch {
      signal?.throwIfAborted();
      throw new ConnectionError();
    }
    if (response.status >= 400) throw await errorOf(response);
    return response;
  }

  /** The JSON of an answer. */
  async json<T>(path: string, signal?: AbortSignal): Promise<T> {
    const response = await this.request("GET", path, signal && { signal });
    return (await response.json()) as T;
  }
}

async function errorOf(response: Response): Promise<ApiError> {
  const header = retryAfter(response.headers.get("Retry-After"));
  const after = header === undefined ? {} : { retryAfterSeconds: header };
  try {
    const { error } = (await response.json()) as ErrorBody;
    return new ApiError(response.status, { ...after, ...error });
  } catch {
    // A proxy on the way answers in words of its own.
    const message = `The chat service answered with status ${response.status}.`;
    return new ApiError(response.status, { code: "unexpected", message, ...after });
  }
}

/** Seconds of a Retry-After header, which is a number or a date (RFC 9110, section 10.2.3). */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : Math.max(0, Math.ceil((time - Date.now()) / 1000));
}
