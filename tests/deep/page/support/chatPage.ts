import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";

/** How long the browser may take for anything, in milliseconds: a slow machine is no failure. */
const PATIENCE = 60_000;

/** The parts of the page, as a user finds them. */
export class ChatPage {
  readonly input: Locator;
  readonly messages: Locator;
  readonly notice: Locator;

  constructor(readonly page: Page) {
    page.setDefaultTimeout(PATIENCE);
    this.input = page.getByLabel("Message", { exact: true });
    this.messages = page.getByRole("article");
    this.notice = page.locator("#notice");
  }

  async send(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press("Enter");
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Waits until the messages are these, user and assistant in turn, and nothing is under way. */
  async hasMessages(...texts: readonly string[]): Promise<void> {
    await this.button("Send message").waitFor();
    await this.shows(...texts);
  }

  /** Waits until the messages are these. */
  async shows(...texts: readonly string[]): Promise<void> {
    const found = this.page.locator(".bubble, .message .text");
    await eventually(() => found.allInnerTexts(), texts);
  }

  /** What a screen reader was given to say. */
  announced(): Promise<string[]> {
    return this.page.locator("#announcer p").allTextContents();
  }

  /** The value of an expression in the page. */
  value<T>(expression: string): Promise<T> {
    return this.page.evaluate<T>(expression);
  }
}

/** Waits until a value is as it should be, and fails with the last one when it never is. */
export async function eventually<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await read();
    try {
      assert.deepEqual(value, wanted);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
