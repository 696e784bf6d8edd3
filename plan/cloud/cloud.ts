import { PlanError } from "../errors";
import type { StackConfig } from "../stackFile";
import type { JsonObject } from "../types";
import { revealed, type WireObject } from "../values";
import { invokeAws } from "./awsInvokes";
import { createAws } from "./awsResources";
import { invokeAzure } from "./azureInvokes";
import { createAzure } from "./azureResources";
import { createDockerBuild } from "./dockerResources";
import { createKubernetes } from "./kubernetesResources";
import { createRandom } from "./randomResources";
import { addressBook, FakeResource, type Creation } from "./resource";
import { createTls } from "./tlsResources";

interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: WireObject;
}

type Create = (resource: FakeResource) => Creation;
type Invoke = (token: string, args: JsonObject, region: string) => JsonObject | undefined;

const CREATE: Readonly<Record<string, Create>> = {
  aws: createAws,
  "azure-native": createAzure,
  "docker-build": createDockerBuild,
  kubernetes: createKubernetes,
  random: createRandom,
  tls: createTls,
};
const INVOKE: Readonly<Record<string, Invoke>> = { aws: invokeAws, "azure-native": invokeAzure };

/** Answers like the clouds would, from nothing but the inputs: the same each time, no network. */
export class FakeCloud {
  private readonly regions = new Map<string, string>();
  private readonly nextAddress = addressBook();

  constructor(private readonly settings: Pick<StackConfig, "project" | "config">) {}

  /** What the cloud adds to a resource when it is created. */
  create(resource: Registered, provider: string): Creation {
    const [pkg = ""] = resource.type.split(":");
    const inputs = revealed(resource.inputs) as JsonObject;
    const region =
      text(inputs["region"]) ?? text(inputs["location"]) ?? this.regionOf(provider, pkg);
    const key = resource.urn.split("::").slice(2).join("::");
    const { type, name } = resource;
    const fake = new FakeResource(type, name, inputs, region, key, this.nextAddress);
    if (pkg === "pulumi") {
      if (type.startsWith("pulumi:providers:")) this.regions.set(resource.urn, region);
      return { id: fake.uuid(), outputs: {}, defaults: {} };
    }
    const create = CREATE[pkg];
    return create === undefined ? { id: fake.hex(20), outputs: {}, defaults: {} } : create(fake);
  }

  /**
   * The answer to a function of a provider, like `aws.getCallerIdentity`.
   * @throws PlanError for a function that has no answer here yet.
   */
  invoke(token: string, args: JsonObject, provider: string): JsonObject {
    const [pkg = ""] = token.split(":");
    const answer = INVOKE[pkg]?.(token, args, this.regionOf(provider, pkg));
    if (answer !== undefined) return answer;
    throw new PlanError(`The offline plan has no answer for ${token}. Add one in plan/cloud.`);
  }

  private regionOf(provider: string, pkg: string): string {
    const urn = provider.split("::").slice(0, 4).join("::");
    const { project, config } = this.settings;
    const fallback = pkg === "azure-native" ? "westeurope" : "us-east-1";
    return this.regions.get(urn) ?? config[`${project}:region`] ?? fallback;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
