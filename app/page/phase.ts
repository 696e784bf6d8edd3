import { ApiError, ConnectionError } from "./http";

/** What went wrong, for the user to see. */
export interface Problem {
  /** The gateway's word for it, or `connection`. */
  readonly code: string;
  readonly message: string;
  /** When the chat tries again by itself, in milliseconds since 1970. */
  readonly retryAt?: number;
}

/** What a chat is about. */
export type Phase =
  | { readonly kind: "idle" }
  /** Asked, and nothing said yet. */
  | { readonly kind: "thinking" }
  | { readonly kind: "streaming" }
  | { readonly kind: "reconnecting" }
  | { readonly kind: "stopping" }
  | { readonly kind: "failed"; readonly problem: Problem };

/** An error as the user is told of it, and when the gateway asks to come again, in seconds. */
export interface Failure extends Omit<Problem, "retryAt"> {
  readonly retryAfterSeconds?: number | undefined;
}

/** @throws what is no answer of the gateway's, nor the lack of one: a defect of the page */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) return error;
  if (error instanceof ConnectionError) return { code: "connection", message: error.message };
  if (error instanceof SyntaxError) {
    return { code: "unexpected", message: "The chat service answered with something unreadable." };
  }
  throw error;
}
