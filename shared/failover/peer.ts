import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../config/problems";
import { comparePair } from "./pair";
import type { Side } from "./side";

/** The engine's own function behind a StackReference. */
const READ_OUTPUTS = "pulumi:pulumi:readStackOutputs";

/**
 * Holds this stack against what the other side has deployed, where that can be read. Nothing that is
 * created depends on it, so that a peer which is gone changes nothing here.
 * @param peerStack its name, or organization/project/stack
 * @throws ConfigError for a pair that must never be deployed
 */
export async function checkPeer(side: Side, peerStack: string): Promise<void> {
  const stack = pulumi.getStack();
  const peer = qualified(peerStack);
  if (peer === qualified(stack)) {
    const rule = "must be another stack than this one";
    const fix = "Name the stack of the other side.";
    throw new ConfigError(stack, [{ key: "failover.peerStack", value: peerStack, rule, fix }]);
  }
  // In the offline plan there is no state to read: `npm run plan` holds both configs together.
  if (!pulumi.runtime.getEngine()) return;
  const peerSide = await readSide(peer);
  if (typeof peerSide === "string") {
    await pulumi.log.info(`The two sides are not held against each other: ${peerSide}`);
    return;
  }
  const findings = comparePair({ ...side, stack }, { ...peerSide, stack: peerStack });
  const wrong = findings.filter(({ level }) => level === "wrong");
  if (wrong.length > 0) {
    const problems = wrong.map(({ what, fix = "" }) => ({ key: "failover", rule: what, fix }));
    throw new ConfigError(stack, problems);
  }
  for (const { level, what, fix } of findings) {
    if (level === "unequal") await pulumi.log.warn(`failover: ${what}. ${fix ?? ""}`);
    else await pulumi.log.info(`failover: ${what}.`);
  }
}

function qualified(stack: string): string {
  if (stack.includes("/")) return stack;
  return `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`;
}

/**
 * The other side, or why it is not known. A StackReference would end the program where there is no
 * such stack, so its function is called, whose error can be caught.
 */
async function readSide(name: string): Promise<Side | string> {
  let outputs: { readonly failover?: Side };
  try {
    const read: unknown = await pulumi.runtime.invoke(READ_OUTPUTS, { name });
    ({ outputs } = read as { readonly outputs: { readonly failover?: Side } });
  } catch (error) {
    return `stack ${name} cannot be read (${error instanceof Error ? error.message : String(error)})`;
  }
  return outputs.failover ?? `stack ${name} has no output "failover" yet`;
}
