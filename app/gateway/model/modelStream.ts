import { StringDecoder } from "node:string_decoder";
import { ModelError, type ModelEnd } from "./model";

/** Longest line of a model's stream, in UTF-16 units: a token's event has a few hundred. */
const LONGEST_LINE = 256 * 1024;

/** Reads the server-sent events of an OpenAI-compatible `/chat/completions` from its pieces. */
export class ModelStream {
  private readonly decoder = new StringDecoder("utf8");
  private rest = "";
  private reason: ModelEnd | undefined;
  private isDone = false;

  /** @param onText is given each piece of the reply */
  constructor(private readonly onText: (text: string) => void) {}

  /** How the model ended; undefined while it has not. */
  get end(): ModelEnd | undefined {
    return this.reason;
  }

  /** Whether nothing more will come. */
  get done(): boolean {
    return this.isDone;
  }

  /** @throws ModelError when the other side does not speak the protocol */
  push(piece: Buffer): void {
    const text = this.rest + this.decoder.write(piece);
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      this.line(text.slice(start, text[end - 1] === "\r" ? end - 1 : end));
      start = end + 1;
    }
    this.rest = text.slice(start);
    if (this.rest.length > LONGEST_LINE) throw nonsense();
  }

  private line(line: string): void {
    if (this.isDone) return;
    // Empty lines, comments and other fields say nothing that is needed here.
    if (!line.startsWith("data:")) return;
    const data = line.slice(line[5] === " " ? 6 : 5);
    if (data === "[DONE]") {
      this.isDone = true;
      this.reason ??= "stop";
      return;
    }
    this.event(parse(data));
  }

  private event(event: Completion | null): void {
    if (typeof event !== "object" || event === null) throw nonsense();
    if (event.error !== undefined) {
      throw new ModelError("model_failed", "The model broke its reply off.");
    }
    // The last event may have no choice, but the use of tokens.
    const choice = event.choices?.[0];
    const text = choice?.delta?.content;
    if (typeof text === "string") this.onText(text);
    else if (text !== undefined && text !== null) throw nonsense();
    const reason = choice?.finish_reason;
    if (typeof reason === "string") this.reason = reason === "length" ? "length" : "stop";
  }
}

function parse(data: string): Completion | null {
  try {
    return JSON.parse(data) as Completion | null;
  } catch {
    throw nonsense();
  }
}

function nonsense(): ModelError {
  return new ModelError("model_failed", "The model sent what is no event of a reply.");
}

interface Completion {
  readonly error?: unknown;
  readonly choices?: readonly {
    readonly delta?: { readonly content?: unknown } | null;
    readonly finish_reason?: unknown;
  }[];
}
