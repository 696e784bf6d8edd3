import type { ErrorBody, ErrorCode, ErrorData } from "./api";

const STATUS: Readonly<Record<ErrorCode, number>> = {
  bad_request: 400,
  unauthorized: 401,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  model_refused: 502,
  model_failed: 502,
  model_busy: 503,
  full: 503,
  draining: 503,
  store_unavailable: 503,
  issuer_unavailable: 503,
  model_timeout: 504,
};

/** A refusal or failure that the client is told of. Its message repeats nothing that a client sent. */
export class ApiError extends Error {
  /** @param retryAfterSeconds when to try again, where that helps */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = "ApiError";
  }

  get status(): number {
    return STATUS[this.code];
  }

  get data(): ErrorData {
    const { code, message, retryAfterSeconds } = this;
    return { code, message, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  }

  get body(): ErrorBody {
    return { error: this.data };
  }
}

/** What a client may know of any error: of an unforeseen one, that it was one. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError("internal", "The gateway met an error of its own.");
}

export const badRequest = (message: string): ApiError => new ApiError("bad_request", message);

export const notFound = (): ApiError =>
  new ApiError("not_found", "There is no such thing here, or no longer.");

export const storeUnavailable = (): ApiError =>
  new ApiError("store_unavailable", "The session store cannot be reached. Try again soon.", 2);
