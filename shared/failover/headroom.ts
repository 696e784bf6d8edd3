import type { Config } from "../config/schema";

/** Chats at once that a side can carry at its largest scale. */
export function chatPlaces({ gateway }: Pick<Config, "gateway">): number {
  return gateway.maxReplicas * gateway.concurrentChats;
}

/** Tokens a minute that the model makes for so many chats at once. */
export function tokensAt(chats: number, { model }: Pick<Config, "model">): number {
  return chats * model.tokensPerSecond * 60;
}
