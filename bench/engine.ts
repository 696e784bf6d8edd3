import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
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
  /** What the program logged as errors. */
  readonly errors: readonly string[];
  close(): void;
}

/** Starts an engine for one preview of a stack; it answers like the offline plan does. */
export async function startEngine(settings: StackConfig): Promise<Engine> {
  const errors: string[] = [];
  const server = new Server();
  const monitor = new PlanMonitor(settings, new FakeCloud(settings), true);
  server.addService(ResourceMonitorService, monitorMethods(monitor));
  server.addService(EngineService, engineMethods(errors));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { address: `127.0.0.1:${port}`, errors, close: () => server.forceShutdown() };
}

type Call<T> = ServerUnaryCall<T, unknown>;
type Reply = sendUnaryData<unknown>;

/** The monitor answers with plain objects that have the getters the SDK uses; these go out here. */
function monitorMethods(monitor: PlanMonitor): UntypedServiceImplementation {
  return {
    supportsFeature: ({ request }: Call<resource.SupportsFeatureRequest>, reply: Reply) =>
      monitor.supportsFeature(request, (error, answer) => {
        respond(reply, error, new resource.SupportsFeatureResponse(), (response) =>
          response.setHassupport(answer?.getHassupport() ?? false),
        );
      }),
    registerResource: ({ request }: Call<resource.RegisterResourceRequest>, reply: Reply) =>
      monitor.registerResource(request, (error, answer) => {
        respond(reply, error, new resource.RegisterResourceResponse(), (response) => {
          const { urn, id, object } = fields(answer);
          response.setUrn(urn).setId(id).setObject(object);
        });
      }),
    readResource: ({ request }: Call<resource.ReadResourceRequest>, reply: Reply) =>
      monitor.readResource(request, (error, answer) => {
        respond(reply, error, new resource.ReadResourceResponse(), (response) => {
          const { urn, properties } = fields(answer);
          response.setUrn(urn).setProperties(properties);
        });
      }),
    invoke: ({ request }: Call<resource.ResourceInvokeRequest>, reply: Reply) =>
      monitor.invoke(request, (error, answer) => {
        respond(reply, error, new resource.InvokeResponse(), (response) =>
          response.setReturn(fields(answer).return),
        );
      }),
    registerResourceOutputs: (
      { request }: Call<resource.RegisterResourceOutputsRequest>,
      reply: Reply,
    ) => monitor.registerResourceOutputs(request, (error) => reply(asStatus(error), new Empty())),
  };
}
