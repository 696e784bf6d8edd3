import { once } from "node:events";
import type { Message } from "../../../../app/gateway/api/api";
import type { Generation, Model, ModelEnd } from "../../../../app/gateway/model/model";

/** A model that says what a test tells it to say, when the test says so. */
export class ScriptedModel implements Model {
  readonly demo = false;
  /** Every chat that it was asked for, in order. */
  readonly asked: (readonly Message[])[] = [];
  private readonly turns: Turn[] = [];
  private readonly waiting: ((turn: Turn) => void)[] = [];

  constructor(readonly name = "scripted") {}

  generate(request: Generation, onText: (text: string) => void): Promise<ModelEnd> {
    this.asked.push([...request.messages]);
    const turn = new Turn(request, onText);
    const waiting = this.waiting.shift();
    if (waiting) waiting(turn);
    else this.turns.push(turn);
    return turn.ended;
  }

  /** The next chat that nobody has taken yet. */
  turn(): Promise<Turn> {
    const turn = this.turns.shift();
    return turn ? Promise.resolve(turn) : new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Answers the next chat at once. */
  async answer(text: string): Promise<void> {
    const turn = await this.turn();
    turn.say(text);
    turn.end();
  }
}

/** One reply of the model. */
export class Turn {
  readonly ended: Promise<ModelEnd>;
  readonly prefix: string;
  private resolve: (reason: ModelEnd) => void = () => undefined;
  private reject: (error: Error) => void = () => undefined;

  constructor(
    private readonly request: Generation,
    readonly say: (text: string) => void,
  ) {
    this.prefix = request.prefix;
    this.ended = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    const { signal } = request;
    signal.addEventListener("abort", () => this.reject(signal.reason as Error));
  }

  end(reason: ModelEnd = "stop"): void {
    this.resolve(reason);
  }

  fail(error: Error): void {
    this.reject(error);
  }

  /** Resolves when the gateway wants no more of it. */
  async aborted(): Promise<void> {
    if (!this.request.signal.aborted) await once(this.request.signal, "abort");
  }
}
