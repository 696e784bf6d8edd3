import type { ErrorCode, Message } from "../api/api";

/** What a model is asked for. */
export interface Generation {
  /** The conversation; the user's message comes last. */
  readonly messages: readonly Message[];
  /** What was sent of the reply already, by a replica that is gone: the model goes on after it. */
  readonly prefix: string;
  /** Ends the generation, which then throws. */
  readonly signal: AbortSignal;
  /** Asks for one token at most, and only once: for a probe. */
  readonly oneToken?: boolean;
}

/** Why a model ended by itself. */
export type ModelEnd = "stop" | "length";

/** Where replies come from. */
export interface Model {
  readonly name: string;
  /** Whether this is the embedded model, which needs no key and thinks nothing. */
  readonly demo: boolean;
  /**
   * Generates a reply.
   * @param onText is given each piece of text, at once and in order
   * @throws ModelError when there is no reply, or no end to it
   */
  generate(request: Generation, onText: (text: string) => void): Promise<ModelEnd>;
}

export class ModelError extends Error {
  /**
   * @param message in words of this program, without any of the chat
   * @param retryAfterSeconds when the client may try again
   */
  constructor(
    readonly code: Extract<ErrorCode, `model_${string}`>,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = "ModelError";
  }
}
