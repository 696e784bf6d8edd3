import type { Context } from "./command";

/** Exit code of a program that Ctrl-C ended: 128 and the number of SIGINT. */
export const INTERRUPTED = 130;

/** Runs what Ctrl-C ends early with what it has, and takes its last line of progress away. */
export async function interruptible<T>(
  run: (signal: AbortSignal) => Promise<T>,
  { err, interactive }: Pick<Context, "err" | "interactive">,
): Promise<T> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    return await run(stop.signal);
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    if (interactive) err("\r\u001b[K");
  }
}
