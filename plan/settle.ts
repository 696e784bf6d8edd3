import { AsyncResource } from "node:async_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";

import { disconnect } from "@pulumi/pulumi/runtime/settings";

import { PlanError } from "./errors";
import { waitingResources } from "./sdk";

/**
 * Runs a program to its very end: until every registration it started, and every one that follows
 * from those, is answered.
 * @throws the first error of the program, wherever it happens (in the program itself, inside an
 * Output, in a registration), or PlanError when the program waits for something that never comes.
 */
export async function runToEnd(
  program: () => Promise<unknown>,
  requests: () => number,
): Promise<void> {
  const watch = watchProcess();
  try {
    await Promise.race([watch.failed, untilQuiet(program, requests)]);
    // Rejections are reported one turn after the promises are rejected.
    await Promise.race([watch.failed, nextTurn()]);
  } catch (error) {
    // One failure rejects everything that depends on it; none of that may outlive this run.
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    throw watch.first() ?? error;
  } finally {
    watch.stop();
  }
}

async function untilQuiet(program: () => Promise<unknown>, requests: () => number): Promise<void> {
  await program();
  let seen: number;
  do {
    seen = requests();
    await disconnect();
    await nextTurn();
    await disconnect();
  } while (seen !== requests());
}

interface Watch {
  readonly failed: Promise<never>;
  first(): unknown;
  stop(): void;
}

/** The SDK reports errors inside Outputs as unhandled rejections, like the engine's host expects. */
function watchProcess(): Watch {
  const others = process.listeners("unhandledRejection");
  let firstError: unknown;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  const onError = (error: unknown): void => {
    firstError ??= error;
    fail(error);
  };
  // Bound, because an event of the process knows nothing of the run that it ends.
  const onIdle = AsyncResource.bind(() => onError(neverEnds()));
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", onError);
  process.on("beforeExit", onIdle);
  return {
    failed,
    first: () => firstError,
    stop: () => {
      process.off("unhandledRejection", onError);
      process.off("beforeExit", onIdle);
      for (const listener of others) process.on("unhandledRejection", listener);
    },
  };
}

function neverEnds(): PlanError {
  const waiting = waitingResources();
  const names = waiting.length > 0 ? ` Still waiting: ${waiting.join(", ")}.` : "";
  return new PlanError(
    `The program never ends: something in it waits for itself.${names} ` +
      "Look for resources that depend on each other in a circle.",
  );
}
