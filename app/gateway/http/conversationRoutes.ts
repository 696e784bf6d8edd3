import type { IncomingMessage, ServerResponse } from "node:http";
import type { Admission } from "../admission/admission";
import { bearerToken } from "../admission/auth";
import { notFound, storeUnavailable } from "../api/errors";
import { isConversation } from "../api/ids";
import type { Replies } from "../reply/replies";
import type { SessionStore, StoredConversation } from "../store/store";
import { sendJson } from "./sendJson";

interface ConversationParts {
  readonly admission: Admission;
  readonly store: SessionStore;
  readonly replies: Replies;
}

/** What is stored of a conversation: to read it, and to have it forgotten. */
export class ConversationRoutes {
  constructor(private readonly parts: ConversationParts) {}

  async read(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const { messages, pending } = await this.find(request, id);
    const body = { conversation: id, messages, ...(pending && { pending: { reply: pending } }) };
    sendJson(response, 200, body);
  }

  async remove(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const { principal, pending } = await this.find(request, id);
    if (pending !== undefined) await this.parts.replies.stop(pending, principal).catch(() => null);
    await this.parts.store.remove(id).catch(() => Promise.reject(storeUnavailable()));
    response.writeHead(204).end();
  }

  private async find({ headers }: IncomingMessage, id: string): Promise<StoredConversation> {
    const { admission, store } = this.parts;
    const principal = await admission.identify(bearerToken(headers.authorization));
    if (!isConversation(id)) throw notFound();
    const found = await store.conversation(id).catch(() => Promise.reject(storeUnavailable()));
    if (found?.principal !== principal) throw notFound();
    return found;
  }
}
