import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { revealed, type WireObject } from "../../../plan/values";
import type { Account } from "./account";
import { canonical, goesFirst, replacing } from "./replacements";

/** A provider of every package at once, which keeps its resources in an account of the test's. */
export class TestProvider {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(account: Account): Promise<TestProvider> {
    const server = new Server();
    server.addService(ResourceProviderService, methods(account));
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    return new TestProvider(server, port);
  }

  stop(): void {
    this.server.forceShutdown();
  }
}

interface Request {
  getUrn(): string;
  getType(): string;
  getName(): string;
}

/** The engine leaves type and name out of some requests; the URN has both. */
function named(request: Request) {
  const urn = request.getUrn();
  const [, , types = "", name = ""] = urn.split("::");
  return { urn, type: types.split("$").at(-1) ?? "", name };
}

function methods(account: Account): UntypedServiceImplementation {
  return {
    handshake: answer(() => {
      const response = new rpc.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    }),
    attach: answer(() => new Empty()),
    cancel: answer(() => new Empty()),
    getPluginInfo: answer(() => new PluginInfo().setVersion("1.0.0")),
    checkConfig: answer((request: rpc.CheckRequest) =>
      new rpc.CheckResponse().setInputs(request.getNews()),
    ),
    diffConfig: answer(() =>
      new rpc.DiffResponse().setChanges(rpc.DiffResponse.DiffChanges.DIFF_NONE),
    ),
    configure: answer(() =>
      new rpc.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true),
    ),
    check: answer((request: rpc.CheckRequest) =>
      new rpc.CheckResponse().setInputs(
        struct(account.check(named(request), toObject(request.getNews()), isExisting(request))),
      ),
    ),
    diff: answer((request: rpc.DiffRequest) => diff(request)),
    create: answer((request: rpc.CreateRequest) => {
      const inputs = toObject(request.getProperties());
      if (request.getPreview()) {
        const known = account.preview(named(request), inputs);
        return new rpc.CreateResponse().setProperties(struct(known));
      }
      const { id, state } = account.create(named(request), inputs);
      return new rpc.CreateResponse().setId(id).setProperties(struct(state));
    }),
    update: answer((request: rpc.UpdateRequest) => {
      const inputs = toObject(request.getNews());
      const state = request.getPreview()
        ? account.previewUpdate(named(request), inputs)
        : account.update(named(request), request.getId(), inputs);
      return new rpc.UpdateResponse().setProperties(struct(state));
    }),
    read: answer((request: rpc.ReadRequest) => {
      const resource = named(request);
      const response = new rpc.ReadResponse();
      const held = account.read(resource.urn, request.getId());
      if (held) {
        return response
          .setId(held.id)
          .setInputs(struct(held.inputs))
          .setProperties(struct(held.state));
      }
      // Gone, unless this asks for something that was never ours.
      if (request.hasInputs()) return response;
      const found = account.state(resource, toObject(request.getProperties()));
      return response.setId(request.getId()).setProperties(struct(found));
    }),
    delete: answer((request: rpc.DeleteRequest) => {
      account.remove(named(request), request.getId());
      return new Empty();
    }),
    invoke: answer((request: rpc.InvokeRequest) =>
      new rpc.InvokeResponse().setReturn(
        struct(
          account.invoke(request.getTok(), revealed(toObject(request.getArgs())) as WireObject),
        ),
      ),
    ),
  };
}

/** The engine sends what there was; for a replacement, nothing. */
function isExisting(request: rpc.CheckRequest): boolean {
  return Object.keys(toObject(request.getOlds())).length > 0;
}

function answer<Asked, Answer>(respond: (request: Asked) => Answer) {
  return ({ request }: ServerUnaryCall<Asked, Answer>, reply: sendUnaryData<Answer>): void => {
    try {
      reply(null, respond(request));
    } catch (error) {
      reply({ code: status.UNKNOWN, details: (error as Error).message });
    }
  };
}

/** Old and new inputs side by side, as providers do it: a secret counts by its value. */
function diff(request: rpc.DiffRequest): rpc.DiffResponse {
  const olds = revealed(toObject(request.getOldInputs())) as WireObject;
  const news = revealed(toObject(request.getNews())) as WireObject;
  const ignored = new Set(request.getIgnorechangesList());
  const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (key) => !ignored.has(key) && canonical(olds[key]) !== canonical(news[key]),
  );
  const { type } = named(request);
  const replaces = replacing(type, olds, news).filter((path) => !ignored.has(path));
  const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
  return new rpc.DiffResponse()
    .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(changed)
    .setReplacesList(replaces)
    .setDeletebeforereplace(replaces.length > 0 && goesFirst(type));
}

function toObject(message: Struct | undefined): WireObject {
  return message?.toJavaScript() ?? {};
}

function struct(value: WireObject): Struct {
  return Struct.fromJavaScript(
    JSON.parse(JSON.stringify(value)) as Record<string, JavaScriptValue>,
  );
}
