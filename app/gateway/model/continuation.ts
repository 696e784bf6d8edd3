/**
 * Joins a reply that is generated anew to what was sent of it. Given the start of its own reply, a
 * model goes on after it, or says it all again. As long as what comes repeats the start it is held
 * back; if it repeats all of the start, it is left out, and otherwise it was no repetition.
 * @param prefix what was sent already
 * @param onText is given what is new
 */
export class Continuation {
  private held = "";
  private isJoined: boolean;

  constructor(
    private readonly prefix: string,
    private readonly onText: (text: string) => void,
  ) {
    this.isJoined = prefix === "";
  }

  push(text: string): void {
    if (this.isJoined) {
      this.onText(text);
      return;
    }
    this.held += text;
    if (this.held.length < this.prefix.length && this.prefix.startsWith(this.held)) return;
    this.isJoined = true;
    const isRepeated = this.held.startsWith(this.prefix);
    const rest = isRepeated ? this.held.slice(this.prefix.length) : this.held;
    if (rest !== "") this.onText(rest);
  }

  /** What is still held was no repetition: that would have gone on at least as far. */
  end(): void {
    if (!this.isJoined && this.held !== "") this.onText(this.held);
    this.isJoined = true;
  }
}
