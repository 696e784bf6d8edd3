import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request, type RequestOptions } from "node:https";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { Json, JsonObject } from "../../../plan/types";
import type { CertificateFiles } from "./certificates";

/** An object of the Kubernetes API. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
}

interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly resourceVersion?: string;
  readonly deletionTimestamp?: string;
  readonly managedFields?: readonly JsonObject[];
}

/** What the API server refused, in its own words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubernetesObject;
}

export interface Access {
  readonly port: number;
  /** Path of the certificate of the authority that the server's certificate is of. */
  readonly authority: string;
  readonly client: CertificateFiles;
}

/** The manager of the fields that a test applies. */
const FIELD_MANAGER = "chatscale-test";

/** Speaks with an API server as one user. */
export class KubernetesApi {
  /** What the server has warned of: an old version, a pod that Pod Security would refuse. */
  readonly warnings: string[] = [];
  private readonly options: RequestOptions;
  private readonly resources = new Map<string, Promise<readonly Resource[]>>();

  /** @param impersonate another user to be, where the client may */
  constructor(
    private readonly access: Access,
    impersonate?: string,
  ) {
    this.options = {
      headers: impersonate === undefined ? {} : { "impersonate-user": impersonate },
      host: "127.0.0.1",
      port: access.port,
      ca: readFileSync(access.authority),
      cert: readFileSync(access.client.cert),
      key: readFileSync(access.client.key),
      agent: new Agent({ keepAlive: true }),
    };
  }

  close(): void {
    (this.options.agent as Agent).destroy();
  }

  /** The same server as a service account sees it: with no more than its roles allow. */
  as(serviceAccount: { readonly namespace: string; readonly name: string }): KubernetesApi {
    const { namespace, name } = serviceAccount;
    return new KubernetesApi(this.access, `system:serviceaccount:${namespace}:${name}`);
  }

  /** Server-side apply, which never takes a field from another manager. */
  async apply(object: JsonObject): Promise<KubernetesObject> {
    const path = await this.path(object as unknown as KubernetesObject);
    const query = `fieldManager=${FIELD_MANAGER}`;
    return this.send("PATCH", `${path}?${query}`, object, "application/apply-patch+yaml");
  }

  async create(object: JsonObject): Promise<KubernetesObject> {
    const { apiVersion, kind, metadata } = object as unknown as KubernetesObject;
    const path = await this.collection(apiVersion, kind, metadata.namespace);
    return this.send("POST", path, object);
  }

  get(apiVersion: string, kind: string, name: string, namespace?: string) {
    return this.on("GET", apiVersion, kind, name, namespace);
  }

  delete(apiVersion: string, kind: string, name: string, namespace?: string) {
    return this.on("DELETE", apiVersion, kind, name, namespace);
  }

  async list(apiVersion: string, kind: string, namespace?: string, labels = "") {
    const path = await this.collection(apiVersion, kind, namespace);
    const query = labels === "" ? "" : `?labelSelector=${encodeURIComponent(labels)}`;
    const { items } = await this.send<{ items: KubernetesObject[] }>("GET", path + query);
    return items;
  }

  /** Changes what the patch names, as `kubectl patch --type merge` does. */
  async patch(object: KubernetesObject, patch: JsonObject, subresource = "") {
    const path = (await this.path(object)) + subresource;
    return this.send("PATCH", path, patch, "application/merge-patch+json");
  }

  /** Asks to take a pod away, as a drain does. @throws Refusal 429 when a budget forbids it */
  async evict(name: string, namespace: string): Promise<void> {
    const eviction = {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { name, namespace },
    };
    await this.send("POST", `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, eviction);
  }

  /**
   * Hears of each change to the objects of a kind, in the order of the changes, until it is closed.
   * @returns the objects at the start, and what closes it
   */
  async watch(
    apiVersion: string,
    kind: string,
    namespace: string,
    onChange: (type: "ADDED" | "MODIFIED" | "DELETED", object: KubernetesObject) => void,
  ): Promise<() => void> {
    const path = await this.collection(apiVersion, kind, namespace);
    const response = await this.open("GET", `${path}?watch=1`);
    const lines = createInterface({ input: response });
    lines.on("line", (line) => {
      const { type, object } = JSON.parse(line) as WatchEvent;
      onChange(type, object);
    });
    return () => response.destroy();
  }

  /** What the server answers to a plain request. @throws Refusal for anything but success */
  async send<T = KubernetesObject>(
    method: string,
    path: string,
    body?: Json,
    contentType?: string,
  ): Promise<T> {
    return parsed(await text(await this.open(method, path, body, contentType))) as T;
  }

  private async open(
    method: string,
    path: string,
    body?: Json,
    contentType = "application/json",
  ): Promise<IncomingMessage> {
    const headers = {
      ...(this.options.headers as object),
      ...(body !== undefined && { "content-type": contentType }),
    };
    const call = request({ ...this.options, method, path, headers });
    call.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = (await once(call, "response")) as [IncomingMessage];
    const { statusCode = 0 } = response;
    if (statusCode >= 300) throw new Refusal(statusCode, messageOf(await text(response)));
    this.warnings.push(...[response.headers.warning ?? []].flat());
    return response;
  }

  private async on(
    method: string,
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ): Promise<KubernetesObject> {
    const collection = await this.collection(apiVersion, kind, namespace);
    return this.send(method, `${collection}/${name}`);
  }

  private async path({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    return `${await this.collection(apiVersion, kind, metadata.namespace)}/${metadata.name}`;
  }

  private async collection(apiVersion: string, kind: string, namespace?: string) {
    const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    let found = this.resources.get(group);
    if (!found) {
      found = this.send<{ resources: Resource[] }>("GET", group).then(({ resources }) => resources);
      this.resources.set(group, found);
      // Asked again next time: a definition may bring the group later.
      found.catch(() => this.resources.delete(group));
    }
    const resource = (await found).find((one) => one.kind === kind && !one.name.includes("/"));
    if (!resource) throw new Error(`the API server knows no ${apiVersion} ${kind}`);
    const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : "";
    return `${group}${scope}/${resource.name}`;
  }
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}

function messageOf(answer: string): string {
  const status = parsed(answer);
  return typeof status === "object" && status !== null && "message" in status
    ? String(status.message)
    : answer;
}
