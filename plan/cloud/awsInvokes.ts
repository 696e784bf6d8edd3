import { createHash } from "node:crypto";

import { SECRET_PLACEHOLDER } from "../stackFile";
import type { Json, JsonObject } from "../types";
import { asGroup, asList, AWS_ACCOUNT } from "./resource";

type Answer = (args: JsonObject, region: string) => JsonObject;

const hex = (length: number, seed: string): string =>
  createHash("sha256").update(seed).digest("hex").slice(0, length);

/** The answer to a function of the AWS provider, or undefined for one that has none here. */
export function invokeAws(token: string, args: JsonObject, region: string): JsonObject | undefined {
  const own = args["region"];
  const answer = ANSWERS[token]?.(args, typeof own === "string" ? own : region);
  return answer === undefined ? undefined : { ...args, ...answer };
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    id: AWS_ACCOUNT,
    accountId: AWS_ACCOUNT,
    arn: `arn:aws:sts::${AWS_ACCOUNT}:assumed-role/deployer/offline-plan`,
    userId: "AROAEXAMPLE:offline-plan",
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getRegion:getRegion": (args, region) => {
    const name = typeof args["name"] === "string" ? args["name"] : region;
    const endpoint = `ec2.${name}.amazonaws.com`;
    return { id: name, name, region: name, endpoint, description: name };
  },
  "aws:index/getAvailabilityZones:getAvailabilityZones": (args, region) => {
    const excluded = asList(args["excludeNames"]);
    const letters = ["a", "b", "c"].filter((letter) => !excluded.includes(`${region}${letter}`));
    return {
      id: region,
      groupNames: [region],
      names: letters.map((letter) => `${region}${letter}`),
      zoneIds: letters.map((letter) => `${zonePrefix(region)}-az${" abc".indexOf(letter)}`),
      region,
    };
  },
  "aws:ecr/getAuthorizationToken:getAuthorizationToken": (args, region) => ({
    id: region,
    authorizationToken: SECRET_PLACEHOLDER,
    expiresAt: "2030-01-01T00:00:00Z",
    password: SECRET_PLACEHOLDER,
    proxyEndpoint: `https://${text(args["registryId"]) || AWS_ACCOUNT}.dkr.ecr.${region}.amazonaws.com`,
    userName: "AWS",
    region,
  }),
  "aws:ssm/getParameter:getParameter": (args, region) => {
    const name = text(args["name"]);
    // The public parameters that programs look up hold machine images.
    const value = name.startsWith("/aws/service/") ? `ami-0${hex(16, name)}` : `value of ${name}`;
    const arn = `arn:aws:ssm:${region}::parameter${name}`;
    return { id: name, name, arn, value, insecureValue: value, type: "String", version: 1, region };
  },
  "aws:iam/getPolicyDocument:getPolicyDocument": (args) => policyDocument(args),
  "aws:iam/getSessionContext:getSessionContext": (args) => {
    const arn = text(args["arn"]);
    const [, account, role, session] =
      /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
    const issuerArn = role === undefined ? arn : `arn:aws:iam::${account ?? ""}:role/${role}`;
    return {
      id: arn,
      issuerArn,
      issuerId: "AROAEXAMPLE",
      issuerName: role ?? "",
      sessionName: session ?? "",
    };
  },
  "aws:eks/getAddonVersion:getAddonVersion": (args, region) => ({
    id: text(args["addonName"]),
    version: `v1.${Number.parseInt(hex(2, text(args["addonName"])), 16) % 20}.0-eksbuild.1`,
    region,
  }),
  "aws:route53/getZone:getZone": (args) => {
    const name = text(args["name"] ?? "example.com").replace(/\.$/, "");
    const given = args["zoneId"];
    const zoneId = typeof given === "string" ? given : `Z${hex(20, name).toUpperCase()}`;
    const nameServers = [1, 2, 3, 4].map((number) => `ns-${number}.awsdns-0${number}.com`);
    return { id: zoneId, zoneId, name, arn: `arn:aws:route53:::hostedzone/${zoneId}`, nameServers };
  },
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": (args) => {
    const id = `pl-${hex(8, text(args["name"]))}`;
    return { id, addressFamily: "IPv4", entries: [], maxEntries: 55, ownerId: "AWS", version: 1 };
  },
  "aws:elb/getServiceAccount:getServiceAccount": (_, region) => ({
    id: "127311923021",
    arn: "arn:aws:iam::127311923021:root",
    region,
  }),
};

/** The policy language as JSON: what the provider renders, locally, without any call. */
function policyDocument(args: JsonObject): JsonObject {
  const statements = asList(args["statements"]).map((item) => statement(asGroup(item)));
  const document = { Version: args["version"] ?? "2012-10-17", Statement: statements };
  const json = JSON.stringify(document, null, 2);
  return { id: hex(10, json), json, minifiedJson: JSON.stringify(document) };
}

function statement(given: JsonObject): JsonObject {
  const parts: readonly (readonly [string, Json | undefined])[] = [
    ["Sid", given["sid"]],
    ["Effect", given["effect"] ?? "Allow"],
    ["Action", oneOrMany(given["actions"])],
    ["NotAction", oneOrMany(given["notActions"])],
    ["Resource", oneOrMany(given["resources"])],
    ["NotResource", oneOrMany(given["notResources"])],
    ["Principal", principals(given["principals"])],
    ["NotPrincipal", principals(given["notPrincipals"])],
    ["Condition", conditions(given["conditions"])],
  ];
  return Object.fromEntries(parts.filter((part): part is [string, Json] => part[1] !== undefined));
}

function oneOrMany(value: Json | undefined): Json | undefined {
  const list = asList(value);
  return list.length === 0 ? undefined : list.length === 1 ? list[0] : [...list].sort();
}

function principals(value: Json | undefined): Json | undefined {
  const list = asList(value).map(asGroup);
  if (list.length === 0) return undefined;
  if (list.some(({ type }) => type === "*")) return "*";
  return Object.fromEntries(
    list.map(({ type, identifiers }) => [text(type), oneOrMany(identifiers) ?? []]),
  );
}

function conditions(value: Json | undefined): Json | undefined {
  const result: Record<string, Record<string, Json>> = {};
  for (const item of asList(value).map(asGroup)) {
    const test = (result[text(item["test"])] ??= {});
    test[text(item["variable"])] = oneOrMany(item["values"]) ?? [];
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** `use1` of `us-east-1`: how zone ids begin. */
function zonePrefix(region: string): string {
  const [area = "", side = "", number = ""] = region.split("-");
  return `${area}${side.replaceAll(/(north|south|east|west|central)/g, (word) => word.charAt(0))}${number}`;
}
