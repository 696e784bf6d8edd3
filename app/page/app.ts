import type { Info } from "../gateway/api/api";
import type { Chat } from "./chat";
import { Chats } from "./chats";
import { newConversation, titleOf, type Conversation } from "./conversation";
import type { Box, ConversationStore } from "./conversationStore";
import { Http } from "./http";
import { addressOf, namedBy } from "./location";
import { failureOf } from "./phase";
import { readStored } from "./serverHistory";
import { returnOf, signInAddress } from "./signInFlow";
import { browserTiming } from "./timing";
import { ChatView } from "./view/chatView";
import { Composer } from "./view/composer";
import { confirmThat } from "./view/confirm";
import { part } from "./view/element";
import { Sidebar } from "./view/sidebar";
import { SignIn, wayOf } from "./view/signIn";
import { Welcome } from "./view/welcome";

/** Time between two looks for a gateway that is away, in milliseconds. */
const LOOK_PAUSE = 3000;

/** The page: the chat that is shown, the list of the others, and how one leads to the other. */
export class App {
  private readonly http: Http;
  private readonly chats: Chats;
  private readonly composer: Composer;
  private readonly sidebar: Sidebar;
  private readonly signIn: SignIn;
  private readonly view: ChatView;
  private readonly welcome: Welcome;
  private chat: Chat;
  private info: Info | undefined;
  private isDrawn = true;
  private nextLook: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: ConversationStore,
    private readonly session: Box,
  ) {
    this.signIn = new SignIn(session, {
      changed: () => this.signedIn(),
      leave: () => void this.leaveToSignIn(),
    });
    this.http = new Http(() => this.signIn.token);
    this.chats = new Chats(store, {
      http: this.http,
      timing: browserTiming,
      now: Date.now,
      changed: (chat) => this.changed(chat),
    });
    this.view = new ChatView({
      resend: (index, text) => this.chat.ask(text, index),
      regenerate: (index) => this.chat.regenerate(index),
      retry: () => this.retry(),
      focus: () => this.focus(),
    });
    this.composer = new Composer({
      send: (text) => this.send(text),
      stop: () => void this.chat.stop(),
    });
    this.welcome = new Welcome((text) => this.send(text));
    this.sidebar = new Sidebar({
      open: (id) => this.show(store.find(id)),
      remove: (id) => this.remove(id),
      startNew: () => this.show(undefined),
    });
    this.chat = this.chats.open(newConversation(Date.now()));
  }

  /** Shows what the address names, and asks the gateway what it is. */
  start(): void {
    window.addEventListener("popstate", () => void this.route());
    window.addEventListener("pagehide", () => this.chats.save());
    window.addEventListener("storage", () => {
      this.chats.reload();
      this.draw();
    });
    void this.begin();
  }

  private async begin(): Promise<void> {
    const back = returnOf(this.http, this.session, new URL(location.href));
    if (back) {
      history.replaceState(null, "", back.address);
      this.signIn.take(await back.token());
    }
    void this.route();
    void this.look();
  }

  private async leaveToSignIn(): Promise<void> {
    this.chats.save();
    location.assign(await signInAddress(this.session, new URL(location.href)));
  }

  private async route(): Promise<void> {
    const name = namedBy(location.hash);
    const known = name === undefined ? undefined : this.store.find(name);
    if (name === undefined || known) {
      this.show(known, "replace");
      return;
    }
    // Another browser's conversation, perhaps: the gateway may know it.
    const stored = await readStored(this.http, name).catch(() => undefined);
    if (namedBy(location.hash) !== name) return;
    const base = newConversation(Date.now());
    const found = stored && { ...base, server: name, messages: stored.messages };
    this.show(found, "replace");
  }

  private async look(): Promise<void> {
    clearTimeout(this.nextLook);
    try {
      this.info = await this.http.json<Info>("api/info");
      this.view.unreachable(undefined);
    } catch (error) {
      const retryAt = Date.now() + LOOK_PAUSE;
      this.view.unreachable({ ...failureOf(error), retryAt });
      this.nextLook = setTimeout(() => void this.look(), LOOK_PAUSE);
      return;
    }
    const { model, demo, limits } = this.info;
    part("model", HTMLElement).textContent = demo ? "Demo model" : model;
    part("banner", HTMLElement).hidden = !demo;
    this.composer.limit(limits.messageBytes);
    this.signIn.update(wayOf(this.info));
    this.focus();
  }

  private show(conversation: Conversation | undefined, how: "push" | "replace" = "push"): void {
    const next = this.chats.open(conversation ?? newConversation(Date.now()));
    this.chat = next;
    this.view.reset();
    this.locate(how);
    this.draw();
    this.focus();
  }

  private send(text: string): void {
    this.chat.ask(text);
    this.view.toEnd();
    this.focus();
  }

  private retry(): void {
    if (this.info) this.chat.retry();
    else void this.look();
  }

  private remove(id: string): void {
    const conversation = this.store.find(id);
    if (!conversation) return;
    confirmThat(`Delete “${titleOf(conversation)}”?`, "Delete", () => {
      void this.chats.remove(id).then(() => this.draw());
      if (this.chat.conversation.id === id) this.show(undefined);
      else this.focus();
    });
  }

  private signedIn(): void {
    this.signIn.update(wayOf(this.info));
    if (this.signIn.token !== undefined && this.chat.phase.kind === "failed") this.chat.retry();
    this.focus();
  }

  private changed(chat: Chat): void {
    const { phase } = chat;
    if (phase.kind === "failed" && phase.problem.code === "unauthorized") this.signIn.refuse();
    if (chat === this.chat) this.locate("replace");
    if (!this.isDrawn) return;
    this.isDrawn = false;
    // Many tokens may come between two pictures.
    requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.isDrawn = true;
    const { chat } = this;
    const { conversation, busy } = chat;
    const title = titleOf(conversation);
    document.title = conversation.messages.length > 0 ? `${title} – chatscale` : "chatscale";
    part("title", HTMLElement).textContent = title;
    this.welcome.update(conversation.messages.length === 0);
    this.composer.setBusy(busy);
    this.sidebar.update(this.store.list(), conversation.id, this.chats.busy);
    this.view.update(chat);
  }

  /** Keeps the address on the chat that is shown, for reloads, bookmarks and the back button. */
  private locate(how: "push" | "replace"): void {
    const address = addressOf(this.chat.conversation);
    if (location.hash === address || (location.hash === "" && address === "#")) return;
    if (how === "push") history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }

  private focus(): void {
    if (part("sign-in", HTMLFormElement).hidden) this.composer.focus();
    else this.signIn.focus();
  }
}
