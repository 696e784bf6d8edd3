import type { IncomingMessage } from "node:http";
import { ApiError } from "../api/errors";
import { digest } from "../api/ids";
import type { SessionStore } from "../store/store";
import type { Auth } from "./auth";
import { clientAddress, rateKey } from "./clientAddress";
import { draining } from "./slots";

/** Where a replica is on its way out. */
export interface Phase {
  /** Whether the replica asks to be left out of routing. */
  readonly isLeaving: boolean;
  /** Whether new chats are refused. */
  readonly isRefusing: boolean;
}

type Counter = Pick<SessionStore, "countChat">;

export interface AdmissionParts {
  readonly auth: Auth;
  readonly phase: Phase;
  /** Counts the chats of each client for all replicas. */
  readonly shared: Counter;
  /** Counts those of this replica, while the other one is away. */
  readonly local: Counter;
  /** Chats of one client. */
  readonly chatsPerMinute: number;
  readonly trustedProxyHops: number;
}

/** Who is let in, and who may start a chat now. */
export class Admission {
  constructor(private readonly parts: AdmissionParts) {}

  get auth(): Auth["kind"] {
    return this.parts.auth.kind;
  }

  /**
   * Who shows this token; empty where clients have no names.
   * @throws ApiError `unauthorized`
   */
  identify(token: string | undefined): Promise<string> {
    return this.parts.auth.check(token);
  }

  /**
   * Lets a chat start, and counts it.
   * @throws ApiError `draining` or `rate_limited`
   */
  async admit(principal: string, request: IncomingMessage): Promise<void> {
    const { phase, shared, local, chatsPerMinute, trustedProxyHops } = this.parts;
    if (phase.isRefusing) throw draining();
    const client = principal === "" ? rateKey(clientAddress(request, trustedProxyHops)) : principal;
    const key = digest(client, 32);
    const wait = await shared
      .countChat(key, chatsPerMinute)
      .catch(() => local.countChat(key, chatsPerMinute));
    if (wait <= 0) return;
    throw new ApiError("rate_limited", "Too many chats from here.", Math.ceil(wait / 1000));
  }
}
