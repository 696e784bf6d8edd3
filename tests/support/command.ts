import assert from "node:assert/strict";
import { main } from "../../cli/main";
import type { Context } from "../../cli/command";
import { PROJECT_DIR } from "./plans";

/**
 * Runs a command of the CLI in this process, as in a terminal 80 columns wide, and keeps what it prints.
 * @param surroundings what is not as usual: the project's own folder, no environment, nobody who watches
 */
export async function runCommand(
  args: readonly string[],
  surroundings: Partial<Pick<Context, "projectDir" | "env" | "interactive" | "now">> = {},
) {
  const texts = { out: "", err: "" };
  const code = await main([...args], {
    projectDir: PROJECT_DIR,
    out: (text) => void (texts.out += text),
    err: (text) => void (texts.err += text),
    width: 80,
    colour: false,
    interactive: false,
    env: {},
    ...surroundings,
  });
  return { code, ...texts };
}

/**
 * Defines a test for each line of a command that it must refuse, with nothing but a message.
 * @param run the command, with what it is given besides
 */
export function itRefuses(
  refused: readonly (readonly [args: readonly string[], message: RegExp])[],
  run: (...args: string[]) => ReturnType<typeof runCommand>,
): void {
  for (const [args, message] of refused) {
    it(`refuses ${args.join(" ")}`, async () => {
      const { code, out, err } = await run(...args);
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, message);
      assert.doesNotMatch(err, /\n {4}at /);
    });
  }
}
