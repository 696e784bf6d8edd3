/** Chats in the order of their arrival; all times in seconds. */
export interface Chats {
  readonly count: number;
  /** When each is sent, from 0 on, never falling. */
  readonly at: Float64Array;
  /** How long each takes from the moment that the model is asked until the last token. */
  readonly seconds: Float64Array;
  /** Part of that until the first token. */
  readonly firstToken: number;
  /** The length of the whole trace. */
  readonly duration: number;
}
