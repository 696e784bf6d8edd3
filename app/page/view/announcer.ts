import { parseMarkdown } from "../markdown";
import { finishedSentences } from "../sentences";
import { spokenText } from "../tree";
import { part } from "./element";

/** Time between two announcements of one reply, in milliseconds: a reader needs it to read. */
const PAUSE = 1000;

/** Most lines that the region keeps: they are read once, when they come. */
const MOST_LINES = 40;

/** Has a screen reader say a text when it is done with what it says now. */
export function announce(text: string): void {
  const region = part("announcer", HTMLElement);
  const line = document.createElement("p");
  line.textContent = text;
  region.append(line);
  while (region.childElementCount > MOST_LINES) region.firstElementChild?.remove();
}

/** Has a screen reader read a reply by sentences, as they are finished: never by tokens. */
export class ReplyReader {
  private letters = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private text = "";

  /** The reply so far; it is read a little later, with what has come until then. */
  grow(text: string): void {
    this.text = text;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.read(false);
    }, PAUSE);
  }

  /** Reads what is left, and goes back to the start for the next reply. */
  finish(text: string): void {
    this.stop();
    this.text = text;
    this.read(true);
    this.letters = 0;
  }

  /** Forgets the reply: another conversation is shown. */
  reset(): void {
    this.stop();
    this.letters = 0;
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private read(complete: boolean): void {
    const spoken = spokenText(parseMarkdown(this.text).map(({ node }) => node));
    const { sentences, letters } = finishedSentences(spoken, this.letters, complete);
    this.letters = letters;
    if (sentences.length > 0) announce(sentences.join(" "));
  }
}
