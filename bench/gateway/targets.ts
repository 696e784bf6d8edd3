import { DEFAULT_PATHS, type ProtocolName } from "../../load/protocol";
import { LITELLM_MODEL, startLitellm } from "./litellm";
import { startBareProxy, startGateway, startModel, type BenchServer } from "./servers";

/** What a round measures. */
export interface Target {
  readonly name: string;
  readonly server: BenchServer;
  readonly protocol: ProtocolName;
  readonly path: string;
  /** The model's name, as the server knows it. */
  readonly model: string;
  /** Streams that saturate it, and leave it time to end some of them within seconds. */
  readonly streams: number;
}

export interface Targets {
  /** The generator straight at the model: what neither can exceed. */
  readonly direct: Target;
  readonly bare: Target;
  readonly gateway: Target;
  readonly litellm: Target | undefined;
}

/** Replies of half a second: short for a chat, so that a window sees many of them. */
export const PACE = { tokens: 50, tokensPerSecond: 100 };

/** Starts the model and all that stands before it, each in one process. */
export async function startTargets(): Promise<Targets> {
  const model = await startModel(PACE);
  const bare = await startBareProxy(model);
  const gateway = await startGateway(model, { CONCURRENT_CHATS: "2000" });
  const litellm = await startLitellm(model);
  const openai = { protocol: "openai", path: DEFAULT_PATHS.openai, model: LITELLM_MODEL } as const;
  const chatscale = { protocol: "chatscale", path: DEFAULT_PATHS.chatscale, model: "" } as const;
  return {
    direct: { name: "the model itself", server: model, streams: 400, ...openai },
    bare: { name: "bare node:http proxy", server: bare, streams: 400, ...openai },
    gateway: { name: "chatscale gateway", server: gateway, streams: 400, ...chatscale },
    litellm: litellm && { name: "LiteLLM proxy", server: litellm, streams: 40, ...openai },
  };
}

/** Stops them, the model last. */
export async function stopTargets({ direct, bare, gateway, litellm }: Targets): Promise<void> {
  for (const target of [litellm, gateway, bare, direct]) await target?.server.stop();
}
