import type { PlannedResource } from "../../plan/types";
import { valueAt } from "../../plan/valueAt";
import { ENVIRONMENT, variablesOf } from "../containers";
import { peers, subjects, tolerates } from "../pods";
import { listAt, textAt, type Resources } from "../resources";
import type { Kind, Link, Part } from "../types";
import { between, outside, type Found, type Scene } from "./link";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";

/** Who runs code, with the part that it is drawn as. */
function runners({ resources, parts }: Scene) {
  return resources.ofType(...Object.keys(ENVIRONMENT)).flatMap((runner) => {
    const drawn =
      runner.type === TASK
        ? resources.users("aws:ecs/service:Service", "taskDefinition", runner)
        : [runner];
    return drawn.flatMap(({ urn }) => {
      const id = parts.idOf(urn);
      return id === undefined ? [] : [{ runner, id }];
    });
  });
}

/** What a workload is told of in its environment, by what that is. */
const USES: Readonly<Partial<Record<Kind, string>>> = {
  data: "sessions",
  secrets: "secrets",
  images: "image",
};

/** What the code of the stack talks to, by what its environment and its volumes are made of. */
export function uses(scene: Scene, home: (urn: string) => string | undefined): Found {
  const { resources, parts } = scene;
  const links = runners(scene).flatMap(({ runner, id }) => {
    const inputs = ENVIRONMENT[runner.type] ?? "";
    const made = [...resources.madeOf(runner, inputs), ...mounted(runner, scene)];
    return made.flatMap(({ urn }) => {
      const part = parts.get(home(urn));
      const label = part && USES[part.kind];
      if (!part || label === undefined) return [];
      return part.kind === "data"
        ? between(id, part.id, label)
        : between(id, part.id, label, "help");
    });
  });
  return { links };
}

/** What the Secrets Store CSI driver mounts into the pods of a workload. */
function mounted(workload: PlannedResource, { resources }: Scene): PlannedResource[] {
  return classesOf(workload, resources).flatMap((each) => resources.madeOf(each, "spec"));
}

function classesOf(workload: PlannedResource, resources: Resources) {
  const names = listAt(workload.inputs, "spec.template.spec.volumes").map((volume) =>
    valueAt(volume, "csi.volumeAttributes.secretProviderClass"),
  );
  return resources
    .ofType("kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass")
    .filter(
      (each) =>
        names.includes(textAt(each, "metadata.name")) &&
        textAt(each, "metadata.namespace") === textAt(workload, "metadata.namespace"),
    );
}

/** What the code of the stack talks to and nothing of the stack makes. */
export function beyond(scene: Scene): Found {
  const found = runners(scene).flatMap(({ runner, id }) => {
    const variables = variablesOf(runner);
    const ends: (readonly [Part, string, Link["kind"]])[] = [];
    const model = variables.get("MODEL_URL");
    if (model !== undefined) {
      ends.push([outside("model", "Model API", hostOf(model)), "prompts", "traffic"]);
    }
    const issuer = variables.get("OIDC_ISSUER");
    if (issuer !== undefined) {
      ends.push([outside("issuer", "Sign-in", hostOf(issuer)), "keys", "help"]);
    }
    const callbacks = variables.get("CALLBACK_HOSTS");
    if (callbacks !== undefined && variables.has("MODEL_BACKEND")) {
      const hosts = callbacks.split(",");
      const rest = hosts.length > 2 ? [`and ${hosts.length - 2} more`] : [];
      const part = outside("callbacks", "Callbacks", ...hosts.slice(0, 2), ...rest);
      ends.push([part, "replies", "traffic"]);
    }
    for (const vault of foreignVaults(runner, scene)) {
      ends.push([outside(`vault ${vault}`, "Key Vault", vault), "certificate", "help"]);
    }
    return ends.map(([part, label, kind]) => ({ part, links: between(id, part.id, label, kind) }));
  });
  return {
    links: found.flatMap(({ links }) => links),
    outside: found.map(({ part }) => part),
  };
}

/** Vaults by name that the stack does not make. */
function foreignVaults(workload: PlannedResource, { resources }: Scene): string[] {
  const own = resources
    .ofType("azure-native:keyvault:Vault")
    .map((vault) => textAt(vault, "vaultName"));
  return classesOf(workload, resources)
    .map((each) => textAt(each, "spec.parameters.keyvaultName"))
    .filter((name) => name !== "" && !own.includes(name));
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** Which pods may talk to which, by the network policies. */
export function policies({ resources, parts }: Scene): Found {
  const links = resources
    .ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .flatMap((policy) =>
      listAt(policy.inputs, "spec.egress").flatMap((rule) =>
        listAt(rule, "to")
          .flatMap((peer) => peers(peer, policy, resources))
          .flatMap((to) =>
            subjects(policy, resources).flatMap((from) =>
              between(parts.idOf(from.urn), parts.idOf(to.urn), podLabel(to)),
            ),
          ),
      ),
    );
  return { links };
}

function podLabel({ type }: PlannedResource): string {
  return type === DEPLOYMENT ? "HTTP" : "sessions";
}

/** What runs on which machines, by taints and by capacity providers. */
export function placement({ resources, parts }: Scene): Found {
  const pods = resources
    .ofType(DEPLOYMENT)
    .flatMap((workload) =>
      [...parts.machines]
        .filter(([, taints]) => tolerates(workload, taints))
        .flatMap(([id]) => between(parts.idOf(workload.urn), id, "runs on", "help")),
    );
  const tasks = resources.ofType("aws:ecs/service:Service").flatMap((service) =>
    resources
      .madeOf(service, "capacityProviderStrategies")
      .flatMap((provider) => resources.madeOf(provider, "autoScalingGroupProvider"))
      .flatMap(({ urn }) => between(parts.idOf(service.urn), parts.idOf(urn), "runs on", "help")),
  );
  return { links: [...pods, ...tasks] };
}
