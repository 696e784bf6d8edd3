import { containersOf, imagesOf, podOf, type Container, type Pod } from "../containers";
import { at, list, object, text, texts } from "../read";
import type { Json } from "../../plan/types";
import type { Breach, Policy, Resource } from "../types";

/** Kubernetes docs, "Pod Security Standards", level `restricted`: volumes that it takes. */
const VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/** The same page: what a pod shares with its node. */
const SHARED = ["hostIPC", "hostNetwork", "hostPID"];

function ofPods(check: (pod: Pod) => Breach[]): (resource: Resource) => Breach[] {
  return (resource) => {
    const pod = podOf(resource);
    return pod ? check(pod) : [];
  };
}

function unrestricted(pod: Pod): Breach[] {
  const { path, spec } = pod;
  const shares = SHARED.filter((key) => spec[key] === true);
  const volumes = list(spec["volumes"]).flatMap((volume, index) => {
    const kinds = Object.keys(object(volume)).filter((key) => key !== "name");
    return kinds.every((kind) => VOLUMES.includes(kind)) ? [] : [`${path}.volumes[${index}]`];
  });
  return [
    ...shares.map((key) => ({ property: `${path}.${key}`, rule: "must be false" })),
    ...volumes.map((property) => ({ property, rule: "must not be a folder of the node" })),
    ...containersOf(pod).flatMap((container) => unrestrictedContainer(container, pod)),
  ];
}

function unrestrictedContainer({ path, value }: Container, pod: Pod): Breach[] {
  const own = object(value["securityContext"]);
  const shared = object(pod.spec["securityContext"]);
  const rules: (readonly [
    key: string,
    ok: (setting: Json | undefined) => boolean,
    rule: string,
  ])[] = [
    ["runAsNonRoot", (setting) => setting === true, "must be true"],
    ["runAsUser", (setting) => setting !== 0, "must not be root"],
    ["privileged", (setting) => setting !== true, "must be false"],
    ["allowPrivilegeEscalation", (setting) => setting === false, "must be false"],
    [
      "seccompProfile",
      (setting) => ["RuntimeDefault", "Localhost"].includes(text(at(setting, "type"))),
      "must be RuntimeDefault",
    ],
    ["capabilities.drop", (setting) => texts(setting).includes("ALL"), "must be ALL"],
    [
      "capabilities.add",
      (setting) => texts(setting).every((name) => name === "NET_BIND_SERVICE"),
      "must be nothing but NET_BIND_SERVICE",
    ],
  ];
  return rules.flatMap(([key, isOk, rule]) => {
    // What a container says goes before what its pod says, of that which a pod can say.
    const isShared = at(own, key) === undefined && at(shared, key) !== undefined;
    if (isOk(at(isShared ? shared : own, key))) return [];
    return [{ property: `${isShared ? pod.path : path}.securityContext.${key}`, rule }];
  });
}

/** The CPU has no limit: it would slow every stream of a replica whose node has time to spare. */
const BOUNDS = ["requests.cpu", "requests.memory", "limits.memory"];

function unbounded(pod: Pod): Breach[] {
  return containersOf(pod).flatMap(({ path, value }) =>
    BOUNDS.filter((bound) => at(object(value["resources"]), bound) === undefined).map((bound) => ({
      property: `${path}.resources.${bound}`,
      rule: "must be set",
    })),
  );
}

/** What takes requests says when it is ready for them; what runs always says that it lives. */
function unprobed({ path, spec }: Pod): Breach[] {
  return list(spec["containers"]).flatMap((each, index) => {
    const container = object(each);
    const serves = list(container["ports"]).length > 0;
    const wanted = [...(serves ? ["readinessProbe"] : []), "livenessProbe"];
    return wanted
      .filter((probe) => container[probe] === undefined)
      .map((probe) => ({ property: `${path}.containers[${index}].${probe}`, rule: "must be set" }));
  });
}

const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** A tag stands after the last slash: a colon before it is of a port. */
function isVersioned(image: string): boolean {
  const tag = /:([^/:@]+)$/.exec(image)?.[1];
  return DIGEST.test(image) || (tag !== undefined && tag !== "latest");
}

function images(isGood: (image: string) => boolean, rule: string) {
  return (resource: Resource): Breach[] =>
    imagesOf(resource)
      .filter(({ image }) => image !== "" && !isGood(image))
      .map(({ property }) => ({ property, rule }));
}

export const PODS: readonly Policy[] = [
  {
    name: "k8s-pods-restricted",
    level: "mandatory",
    description: "Pods keep Kubernetes' Pod Security Standard `restricted`, in any namespace.",
    remediation: "Run as a user that is not root, without privileges and folders of the node.",
    check: ofPods(unrestricted),
  },
  {
    name: "k8s-pods-bounded",
    level: "mandatory",
    description: "Every container asks for CPU and memory, and has a limit of memory.",
    remediation: "Set resources.requests, and resources.limits.memory.",
    check: ofPods(unbounded),
  },
  {
    name: "k8s-pods-probed",
    level: "advisory",
    description: "Every container says whether it lives, and one with ports when it is ready.",
    remediation: "Give it a livenessProbe and, where it serves, a readinessProbe.",
    check: ofPods(unprobed),
  },
  {
    name: "images-versioned",
    level: "mandatory",
    description: "Every image has a digest, or a tag that is not `latest`.",
    remediation: "Name the version of the image.",
    check: images(isVersioned, "must have a digest, or a tag that is not latest"),
  },
  {
    name: "images-by-digest",
    level: "advisory",
    prodOnly: true,
    description: "Images run by their digest, which nobody can move.",
    remediation: "Write the image as name@sha256:….",
    check: images((image) => DIGEST.test(image), "must have a digest"),
  },
];
