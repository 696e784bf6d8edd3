import { createRequire } from "node:module";

import { Resource } from "@pulumi/pulumi/resource";
import * as state from "@pulumi/pulumi/runtime/state";

/**
 * Parts of the SDK that exist at run time but that its type definitions leave out. They are named
 * here alone, so that an update of the SDK has one place to check.
 */
interface InternalState {
  /** Runs a program with a runtime state of its own: its monitor, config and stack. */
  readonly withLocalStorage: <T>(run: () => T) => T;
}
interface InternalResource {
  /** Where a resource comes from in the sources, which an engine shows beside its errors. */
  callsites: () => readonly object[];
}
interface InternalDebuggable {
  /** Watches a promise until it settles. */
  debuggablePromise: (promise: Promise<unknown>, label: string) => Promise<unknown>;
  leakedPromises(): readonly [ReadonlySet<{ readonly _debugCtx?: string }>, string];
}

export const { withLocalStorage } = state as unknown as InternalState;

// An import would be a copy, in which nothing can be replaced.
const load = createRequire(__filename);
const debuggable = load("@pulumi/pulumi/runtime/debuggable") as InternalDebuggable;
const { debuggablePromise } = debuggable;
/** How the SDK labels what waits for the URN of a resource. */
const WAITS_FOR_URN = /^resolveURN\(resource:(.*)\)$/;

// The SDK watches all its promises, thousands in a plan, which takes a fifth of its time. A plan asks
// only of these.
debuggable.debuggablePromise = (promise, label) =>
  WAITS_FOR_URN.test(label) ? debuggablePromise(promise, label) : promise;

// Nor does a plan say where in the sources a resource comes from: a tenth of its time.
(Resource as unknown as InternalResource).callsites = () => [];

/** `name[type]` of every resource that waits to be registered. */
export function waitingResources(): string[] {
  const [pending] = debuggable.leakedPromises();
  return [...pending]
    .flatMap(({ _debugCtx: label = "" }) => WAITS_FOR_URN.exec(label)?.[1] ?? [])
    .sort();
}
