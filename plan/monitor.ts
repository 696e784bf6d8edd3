import {
  Result,
  type ReadResourceRequest,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  type ResourceCallRequest,
  type ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

import type { FakeCloud } from "./cloud/cloud";
import { messageOf, PlanError } from "./errors";
import { STACK_TYPE, urnOf, type Registration, type StackName } from "./registration";
import type { JsonObject } from "./types";
import {
  answered,
  asSecret,
  completed,
  revealed,
  UNKNOWN,
  type Wire,
  type WireObject,
} from "./values";

type Reply<T> = (error: unknown, response: T | undefined) => void;
/** The part of a protobuf Struct that the SDK reads. */
interface Struct {
  toJavaScript(): object;
}
type State = Record<string, Wire>;

/** The SDK offers these to programs only when the engine can call back, which nothing here does. */
const NOT_OFFLINE = ["outputValues", "transforms", "invokeTransforms"];

/**
 * Takes the engine's place: records what the program registers and answers as the cloud would
 * after `pulumi up`, or, with `preview`, as the engine does in a first preview (the inputs are
 * known, and whatever the cloud decides is not).
 */
export class PlanMonitor extends MockMonitor {
  readonly registrations = new Map<string, Registration>();
  /** By URN, the names of what the cloud decides of a resource: what a program may rely on. */
  readonly answers = new Map<string, readonly string[]>();
  /** By URN, what the resource is, with its id. */
  readonly states = new Map<string, WireObject>();
  stackOutputs: WireObject = {};
  /** The first request that could not be answered. The SDK tells the program little of it. */
  refusal: unknown;
  /** Counts every request, so that a caller can tell when the program has become quiet. */
  requests = 0;
  private sealed = false;

  constructor(
    private readonly stack: StackName,
    private readonly cloud: FakeCloud,
    private readonly preview: boolean,
  ) {
    super({
      call: () => ({}),
      newResource: () => ({ id: undefined, state: {} }),
    });
  }

  /** From now on a registration is an error: it would be missing in a plan already shown. */
  seal(): void {
    this.sealed = true;
  }

  override registerResource(request: RegisterResourceRequest, reply: Reply<object>): Promise<void> {
    return this.answer(reply, () => {
      const registration = this.record({
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent(),
        custom: request.getCustom(),
        inputs: toObject(request.getObject()),
        request,
      });
      const { id, state } = this.created(
        registration,
        request.getProvider(),
        request.getImportid(),
      );
      for (const key of request.getAdditionalsecretoutputsList()) {
        const output = state[key];
        if (output !== undefined && output !== UNKNOWN) state[key] = asSecret(output);
      }
      this.states.set(registration.urn, { ...state, id: id === "" && this.preview ? UNKNOWN : id });
      return {
        getUrn: () => registration.urn,
        getId: () => id,
        getObject: () => struct(state),
        getPropertydependenciesMap: () => undefined,
        // For the SDK, what an answer leaves out is undefined after a success, and unknown after a
        // skip. Unknown it stays visible wherever the program carries it: see refusals.ts.
        getResult: () => Result.SKIP,
      };
    });
  }

  override readResource(request: ReadResourceRequest, reply: Reply<object>): Promise<void> {
    return this.answer(reply, () => {
      const registration = this.record({
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent(),
        custom: true,
        inputs: toObject(request.getProperties()),
      });
      const { outputs, defaults } = this.cloud.create(registration, request.getProvider());
      // What exists already can be read in a preview too.
      const state = completed(checked(registration, defaults), outputs, keep);
      return { getUrn: () => registration.urn, getProperties: () => struct(state) };
    });
  }

  override invoke(request: ResourceInvokeRequest, reply: Reply<object>): Promise<void> {
    return this.answer(reply, () => {
      const args = revealed(toObject(request.getArgs())) as JsonObject;
      const result = this.cloud.invoke(request.getTok(), args, request.getProvider());
      return { getFailuresList: () => [], getReturn: () => struct(result) };
    });
  }

  /** The method of a resource, such as `cluster.getKubeconfig()`; the SDK's own mocks lack this. */
  call(request: ResourceCallRequest, reply: Reply<object>): Promise<void> {
    return this.answer(reply, () => {
      throw new PlanError(
        `The offline plan cannot call ${request.getTok()}, a method of a resource: only the cloud ` +
          "knows its result. Use an output of the resource, or a function of the provider.",
      );
    });
  }

  override registerResourceOutputs(
    request: RegisterResourceOutputsRequest,
    reply: Reply<object>,
  ): void {
    const registration = this.registrations.get(request.getUrn());
    if (registration?.type === STACK_TYPE) this.stackOutputs = toObject(request.getOutputs());
    this.requests += 1;
    reply(null, {});
  }

  override supportsFeature(
    request: { getId(): string },
    reply: Reply<{ getHassupport(): boolean }>,
  ): void {
    const supported = !NOT_OFFLINE.includes(request.getId());
    reply(null, { getHassupport: () => supported });
  }

  private record(resource: Omit<Registration, "urn">): Registration {
    const urn = urnOf(this.stack, resource);
    if (this.sealed) {
      throw new PlanError(`${urn} is registered after the program ended. Await what creates it.`);
    }
    if (this.registrations.has(urn)) {
      throw new PlanError(`Two resources have the URN ${urn}. Give one of them another name.`);
    }
    const registration = { urn, ...resource };
    this.registrations.set(urn, registration);
    return registration;
  }

  private created(
    resource: Registration,
    provider: string,
    importId: string,
  ): { readonly id: string; readonly state: State } {
    if (!resource.custom) return { id: "", state: checked(resource, {}) };
    const { id, outputs, defaults } = this.cloud.create(resource, provider);
    this.answers.set(resource.urn, Object.keys({ ...defaults, id, ...outputs }).sort());
    const inputs = checked(resource, defaults);
    if (this.preview) return { id: importId, state: completed(inputs, outputs, hide) };
    return { id: importId || id, state: completed(inputs, outputs, keep) };
  }

  private async answer<T>(reply: Reply<T>, respond: () => T): Promise<void> {
    this.requests += 1;
    // A real engine answers in a later turn; programs must not come to rely on less.
    await Promise.resolve();
    let response: T;
    try {
      response = respond();
    } catch (error) {
      this.refusal ??= error;
      // The SDK shows `message` for resources and `details` for invokes.
      const details = messageOf(error);
      reply(Object.assign(new PlanError(details), { details }), undefined);
      return;
    }
    reply(null, response);
  }
}

const keep = <T>(output: T): T => output;
const hide = (): string => UNKNOWN;

/** The inputs as the provider holds them once it has filled in its own defaults. */
function checked(resource: Registration, defaults: WireObject): State {
  return completed(answered(resource.inputs) as WireObject, defaults, keep);
}

function toObject(wire: Struct | undefined): WireObject {
  return (wire?.toJavaScript() ?? {}) as WireObject;
}

function struct(value: WireObject): Struct {
  return { toJavaScript: () => value };
}
