import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { AZURE_SUBSCRIPTION } from "../../../plan/cloud/resource";
import type { Json } from "../../../plan/types";
import { packagesOf } from "../support/npmPackages";
import { readDeclarations, type Declarations } from "./declarations";
import { modelsOf, type Mapper, type Models } from "./model";

/** One request as an SDK would send it. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  /** Absent for a request without one. */
  readonly body?: Json;
}

/** A parameter of an operation, and the value that a call gave it. */
export interface Parameter {
  readonly name: string;
  readonly mapper: Mapper;
  readonly value: Json | undefined;
}

/** What an SDK makes of a call: its parameters with their rules, and the request, or why there is none. */
export interface Call {
  readonly body: Mapper;
  readonly parameters: readonly Parameter[];
  readonly models: Models;
  readonly request?: SentRequest;
  readonly refusal?: string;
}

interface OperationSpec {
  readonly requestBody: { readonly parameterPath: unknown; readonly mapper: Mapper };
  readonly urlParameters: readonly { readonly parameterPath: unknown; readonly mapper: Mapper }[];
  readonly serializer: { readonly modelMappers: Readonly<Record<string, unknown>> };
}

type Arguments = Readonly<Record<string, Json | undefined>>;

interface Client {
  sendOperationRequest: (args: Arguments, spec: OperationSpec) => Promise<unknown>;
}

type ClientClass = new (credential: object, subscription: string, options: object) => Client;

/** Ends a call once its request is known: nothing is sent. */
class NotSent extends Error {
  constructor(readonly request: SentRequest) {
    super("not sent");
  }
}

const CREDENTIAL = {
  getToken: () => Promise.resolve({ token: "none", expiresOnTimestamp: Date.now() + 3_600_000 }),
};

interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
}

const HTTP_CLIENT = {
  sendRequest: ({ method, url, body }: HttpRequest) =>
    Promise.reject(new NotSent({ method, url, ...(body && { body: JSON.parse(body) as Json }) })),
};

/** Azure's SDKs of the generation whose models carry constraints. */
export class Sdks {
  private readonly declarations = new Map<string, Declarations>();

  private constructor(private readonly folder: string) {}

  /** @throws NoPackages when they can be neither found nor installed */
  static async load(): Promise<Sdks> {
    return new Sdks(await packagesOf(__dirname));
  }

  /**
   * What an SDK makes of a call of an operation.
   * @param operation such as `agentPools.beginCreateOrUpdate`
   * @param args what the method is called with
   */
  async call(sdk: string, operation: string, args: readonly unknown[]): Promise<Call> {
    const exported = this.exportsOf(sdk);
    const [, Class] = Object.entries(exported).find(([name]) => name.endsWith("Client")) ?? [];
    const client = new (Class as ClientClass)(CREDENTIAL, AZURE_SUBSCRIPTION, {
      httpClient: HTTP_CLIENT,
      retryOptions: { maxRetries: 0 },
    });
    const seen: { args: Arguments; spec: OperationSpec }[] = [];
    const send = client.sendOperationRequest.bind(client);
    client.sendOperationRequest = (given, spec) => {
      seen.push({ args: given, spec });
      return send(given, spec);
    };
    const [group = "", method = ""] = operation.split(".");
    const outcome = await ending(() => methodOf(client, group, method)(...args));
    const [first] = seen;
    if (!first) throw new Error(`${sdk} made no request for ${operation}: ${String(outcome)}`);
    const { spec } = first;
    return {
      body: spec.requestBody.mapper,
      parameters: spec.urlParameters
        .filter(({ parameterPath }) => typeof parameterPath === "string")
        .map(({ parameterPath, mapper }) => {
          const name = parameterPath as string;
          const own = client as unknown as Arguments;
          return { name, mapper, value: first.args[name] ?? own[name] };
        }),
      models: modelsOf(spec.serializer.modelMappers, this.declarationsOf(sdk)),
      ...(outcome instanceof NotSent
        ? { request: outcome.request }
        : { refusal: outcome instanceof Error ? outcome.message : String(outcome) }),
    };
  }

  private exportsOf(sdk: string): Readonly<Record<string, unknown>> {
    const require = createRequire(join(this.folder, "package.json"));
    return require(`@azure/${sdk}`) as Readonly<Record<string, unknown>>;
  }

  private declarationsOf(sdk: string): Declarations {
    const known = this.declarations.get(sdk);
    if (known) return known;
    const folder = join(this.folder, "node_modules", "@azure", sdk);
    const files = ["dist/commonjs/models/index.d.ts", `types/${sdk}.d.ts`];
    const found = files.map((file) => join(folder, file)).find((file) => existsSync(file));
    if (found === undefined) throw new Error(`${folder} has no type declarations`);
    const read = readDeclarations(readFileSync(found, "utf8"), this.exportsOf(sdk));
    this.declarations.set(sdk, read);
    return read;
  }
}

function methodOf(client: Client, group: string, method: string) {
  const operations = (client as unknown as Record<string, Record<string, unknown>>)[group];
  const found = operations?.[method];
  if (typeof found !== "function") throw new RangeError(`the SDK has no ${group}.${method}`);
  return found.bind(operations) as (...args: unknown[]) => Promise<unknown>;
}

/** What a call ends with: always an error, since nothing is sent. */
async function ending(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return error;
  }
}
