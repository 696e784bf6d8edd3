import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import * as state from "@pulumi/pulumi/runtime/state";

/**
 * Parts of the SDK that exist at run time but that its type definitions leave out. They are named
 * here alone, so that an update of the SDK has one place to check.
 */
interface InternalState {
  /** Runs a program with a runtime state of its own: its monitor, config and stack. */
  readonly withLocalStorage: <T>(run: () => T) => T;
}
interface InternalDebuggable {
  leakedPromises(): readonly [ReadonlySet<{ readonly _debugCtx?: string }>, string];
}

export const { withLocalStorage } = state as unknown as InternalState;

/** `name[type]` of every resource that waits to be registered. */
export function waitingResources(): string[] {
  const [pending] = (debuggable as unknown as InternalDebuggable).leakedPromises();
  return [...pending]
    .flatMap(({ _debugCtx: label = "" }) => /^resolveURN\(resource:(.*)\)$/.exec(label)?.[1] ?? [])
    .sort();
}
