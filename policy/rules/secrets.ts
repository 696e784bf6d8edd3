import { containersOf, plainVariables, podOf, tasksContainers } from "../containers";
import { at, list, object } from "../read";
import { UNKNOWN, type Breach, type Policy, type Resource } from "../types";
import type { Json } from "../../plan/types";

/** Names of variables that hold a secret; not of those that say where it is or how many there are. */
const SECRET_NAME =
  /(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/i;

/** What Azure replaces by the secret inside the app, and what says that there is none. */
const REFERENCE = /^(@Microsoft\.KeyVault\(|managedidentity$)/;

/**
 * Texts that are secrets by their form: keys of AWS, GitHub, OpenAI and Slack, private keys, Azure's
 * connection strings, and addresses with a password in them. From the issuers' own documentation.
 */
const SECRET_FORMS = [
  /\bA(KIA|SIA)[A-Z2-7]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
  /\bsk-[A-Za-z0-9_-]{32,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{20,}/,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]{3,}@/,
];

/** What exists to hold a secret, or makes it: the engine shows its inputs to a policy in plain text. */
const HOLDERS = [
  "aws:secretsmanager/secretVersion:SecretVersion",
  "azure-native:keyvault:Secret",
  "docker-build:index:Image",
  "kubernetes:core/v1:Secret",
];

function namedVariables(resource: Resource): Breach[] {
  return variablesOf(resource)
    .filter(
      ({ name, value }) => SECRET_NAME.test(name) && value !== UNKNOWN && !REFERENCE.test(value),
    )
    .map(({ property, name }) => ({
      property,
      rule: `must not hold the variable ${name} in plain text`,
    }));
}

function variablesOf(resource: Resource) {
  const { type, inputs } = resource;
  const pod = podOf(resource);
  const containers = pod ? containersOf(pod) : [];
  const settings = "siteConfig.appSettings";
  const lambda = "environment.variables";
  const named: (readonly [property: string, variables: Json | undefined])[] = [
    ...containers.map(({ path, value }) => [`${path}.env`, value["env"]] as const),
    ...tasksContainers(resource).map(({ path, value }) => [path, value["environment"]] as const),
    ...(type === "azure-native:web:WebApp" ? [[settings, at(inputs, settings)] as const] : []),
    ...(type === "aws:lambda/function:Function"
      ? [[lambda, asPairs(at(inputs, lambda))] as const]
      : []),
  ];
  return named.flatMap(([property, variables]) =>
    plainVariables(variables).map((variable) => ({ property, ...variable })),
  );
}

function asPairs(variables: Json | undefined): Json {
  return Object.entries(object(variables)).map(([name, value]) => ({ name, value }));
}

function secretTexts({ type, inputs }: Resource): Breach[] {
  if (HOLDERS.includes(type) || /^(pulumi|random|tls):/.test(type)) return [];
  return textsIn(inputs, "")
    .filter(({ value }) => SECRET_FORMS.some((form) => form.test(value)))
    .map(({ property }) => ({ property, rule: "must not hold what looks like a secret" }));
}

function textsIn(value: Json, property: string): { property: string; value: string }[] {
  if (typeof value === "string") return [{ property, value }];
  if (Array.isArray(value)) {
    return list(value).flatMap((each, index) => textsIn(each, `${property}[${index}]`));
  }
  return Object.entries(object(value)).flatMap(([key, each]) =>
    textsIn(each, property === "" ? key : `${property}.${key}`),
  );
}

export const SECRETS: readonly Policy[] = [
  {
    name: "no-plain-secrets",
    level: "mandatory",
    description: "No secret stands in plain text in what a cloud is told.",
    remediation: "Put it into the secret store, and mount it or refer to it.",
    check: (resource) => [...namedVariables(resource), ...secretTexts(resource)],
  },
];
