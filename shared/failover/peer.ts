import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../config/problems";
import { comparePair } from "./pair";
import { sideSchema, type Side } from "./side";

/** The engine's own function behind a StackReference. */
const READ_OUTPUTS = "pulumi:pulumi:readStackOutputs";

/** Reads the outputs of a stack by its qualified name. */
export type ReadOutputs = (name: string) => Promise<Readonly<Record<string, unknown>>>;

/** What the engine knows of other stacks; undefined in the offline plan, which has none. */
export function engineOutputs(): ReadOutputs | undefined {
  if (!pulumi.runtime.getEngine()) return undefined;
  return async (name) => {
    const read: unknown = await pulumi.runtime.invoke(READ_OUTPUTS, { name });
    return (read as { readonly outputs: Readonly<Record<string, unknown>> }).outputs;
  };
}

/** Who hears what is found of the pair. */
type Log = Readonly<Record<"info" | "warn", (message: string) => Promise<void>>>;

/**
 * Holds this stack against what the other side has deployed, where that can be read. Nothing that is
 * created depends on it, so that a peer which is gone changes nothing here. The side that keeps the
 * name is only warned: it may be all that is left, and has to be able to lead people to itself.
 * @param self this stack's organization/project/stack
 * @param read undefined where there is nothing to hold it against
 * @throws ConfigError for a stack that is its own peer, and for a pair that is wrong
 */
export async function checkPeer(
  side: Side,
  self: string,
  read: ReadOutputs | undefined,
  log: Log = pulumi.log,
): Promise<void> {
  const stack = self.split("/").at(-1) ?? self;
  const { peerStack } = side;
  const peer = peerStack.includes("/") ? peerStack : self.replace(/[^/]+$/, peerStack);
  if (peer === self) {
    const rule = "must be another stack than this one";
    const fix = "Name the stack of the other side.";
    throw new ConfigError(stack, [{ key: "failover.peerStack", value: peerStack, rule, fix }]);
  }
  if (!read) return;
  const peerSide = await readSide(peer, read);
  if (typeof peerSide === "string") {
    await log.info(`The two sides are not held against each other: ${peerSide}`);
    return;
  }
  const findings = comparePair({ ...side, stack }, { ...peerSide, stack: peerStack });
  const wrong = findings.filter(({ level }) => level === "wrong");
  if (wrong.length > 0 && !side.keepsName) {
    const problems = wrong.map(({ what, fix = "" }) => ({ key: "failover", rule: what, fix }));
    throw new ConfigError(stack, problems);
  }
  for (const { what, fix } of findings) {
    if (fix === undefined) await log.info(`failover: ${what}.`);
    else await log.warn(`failover: ${what}. ${fix}`);
  }
}

/**
 * The other side, or why it is not known. A StackReference would end the program where there is no
 * such stack, so its function is called, whose error can be caught.
 */
async function readSide(name: string, read: ReadOutputs): Promise<Side | string> {
  let found: unknown;
  try {
    found = (await read(name))["failover"];
  } catch (error) {
    return `stack ${name} cannot be read (${error instanceof Error ? error.message : String(error)})`;
  }
  if (found === undefined) return `stack ${name} has no output "failover" yet`;
  const side = sideSchema.safeParse(found);
  return side.success ? side.data : `stack ${name} has an output "failover" of another form`;
}
