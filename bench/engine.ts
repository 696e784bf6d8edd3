import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { FakeCloud } from "../plan/cloud/cloud";
import { PlanMonitor } from "../plan/monitor";
import type { StackConfig } from "../plan/stackFile";

/** What a program sees of the Pulumi engine, on a local port. */
export interface Engine {
  readonly address: string;
  /** How many resources the program registered so far. */
  resources(): number;
  /** What the program logged as errors. */
  readonly errors: readonly string[];
  close(): void;
}

/** Starts an engine for one preview of a stack; it answers what the offline plan answers. */
export async function startEngine(settings: StackConfig): Promise<Engine> {
  const errors: string[] = [];
  const monitor = new PlanMonitor(settings, new FakeCloud(settings), true);
  const server = new Server();
  server.addService(ResourceMonitorService, monitorMethods(monitor));
  server.addService(EngineService, engineMethods(errors));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    address: `127.0.0.1:${port}`,
    resources: () => monitor.registrations.size,
    errors,
    close: () => server.forceShutdown(),
  };
}

type Call<T> = ServerUnaryCall<T, unknown>;
type Reply = sendUnaryData<object>;
/** The monitor's answers have a protobuf message's getters, and only those that the SDK reads. */
type Answer = Readonly<Record<string, () => unknown>>;
type Method = (
  request: unknown,
  reply: (error: Error | null, answer?: Answer) => void,
) => Promise<void> | void;

const RESPONSES = {
  supportsFeature: resource.SupportsFeatureResponse,
  registerResource: resource.RegisterResourceResponse,
  readResource: resource.ReadResourceResponse,
  invoke: InvokeResponse,
  registerResourceOutputs: Empty,
};

function monitorMethods(monitor: PlanMonitor): UntypedServiceImplementation {
  const serve = (name: keyof typeof RESPONSES) => {
    const ask = monitor[name].bind(monitor) as Method;
    return ({ request }: Call<unknown>, reply: Reply): void => {
      void ask(request, (error, answer = {}) => {
        if (error === null) reply(null, toMessage(new RESPONSES[name](), answer));
        else reply({ code: status.UNKNOWN, details: error.message });
      });
    };
  };
  return {
    supportsFeature: serve("supportsFeature"),
    registerResource: serve("registerResource"),
    readResource: serve("readResource"),
    invoke: serve("invoke"),
    registerResourceOutputs: serve("registerResourceOutputs"),
  };
}

function engineMethods(errors: string[]): UntypedServiceImplementation {
  return {
    log: ({ request }: Call<engine.LogRequest>, reply: Reply): void => {
      if (request.getSeverity() === engine.LogSeverity.ERROR) errors.push(request.getMessage());
      reply(null, new Empty());
    },
    setRootResource: (_call: unknown, reply: Reply): void => {
      reply(null, new engine.SetRootResourceResponse());
    },
  };
}

function toMessage(message: object, answer: Answer): object {
  const setters = message as Record<string, ((value: unknown) => void) | undefined>;
  for (const [getter, get] of Object.entries(answer)) {
    const value = get();
    if (value !== undefined) setters[getter.replace("get", "set")]?.(toStruct(value));
  }
  return message;
}

function toStruct(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("toJavaScript" in value)) return value;
  return Struct.fromJavaScript((value.toJavaScript as () => Record<string, never>)());
}
