import { millicores } from "../units";
import type { Problem } from "./problems";
import type { Config } from "./schema";

/**
 * Tokens that a replica of `app/` streams in a second of a processor, each as it comes: 100 chats of
 * 50 tokens a second took 0.2 of one (`npm run bench -- full`).
 */
export const TOKENS_PER_CPU_SECOND = 25_000;

/** Share of a full replica's CPU use that the fix of a target that is too high leads to. */
const ROOM = 0.8;

/**
 * A target of CPU use that a replica passes before its places are taken. Where chats are counted they
 * scale by themselves, and what another image uses is not known.
 */
export function cpuTargetRules(config: Config): Problem[] {
  const { gateway, model } = config;
  const { image, build, concurrentChats, cpu, cpuTarget } = gateway;
  if ("chatsTarget" in gateway || image !== undefined || build !== undefined) return [];
  const used = (1000 * concurrentChats * model.tokensPerSecond) / TOKENS_PER_CPU_SECOND;
  const percent = (100 * used) / millicores(cpu);
  if (cpuTarget <= percent) return [];
  const full = `${concurrentChats} chats of ${model.tokensPerSecond} tokens a second take about ${Math.round(used)}m of ${cpu}`;
  return [
    {
      key: "gateway.cpuTarget",
      value: String(cpuTarget),
      rule: `must be at most ${Math.floor(percent)}: ${full}, so that chats would be refused before a replica is added`,
      fix: `Set gateway.cpuTarget to ${Math.max(1, Math.floor(ROOM * percent))}, lower gateway.cpu, or raise gateway.concurrentChats.`,
    },
  ];
}
