import { isFrontDoor } from "./frontDoorRules";
import { show, type Problem } from "./problems";
import type { CloudConfig } from "./schema";

/** What a cloud takes as a tag; lengths in characters, and values of 256 on all of them. */
interface TagLimits {
  readonly cloud: string;
  readonly longestKey: number;
  readonly characters: RegExp;
  /** The same in words. */
  readonly allowed: string;
  /** Whether values may have all characters, and not only those of keys. */
  readonly anyValue: boolean;
  /** Keys that the cloud or this program keeps for itself. */
  readonly reserved: RegExp;
}

const LONGEST_VALUE = 256;

/** Tags that both clouds let one resource have, and how many of them this program may add. */
const MOST_TAGS = 50;
const OUR_TAGS = 10;

/** Tags that every resource has; a stack may give them other values. */
const COMMON_TAGS = ["Environment", "ManagedBy"];

/** AWS docs, "Tag naming limits and requirements". Clusters find their nodes by tags of Kubernetes. */
const AWS: TagLimits = {
  cloud: "AWS",
  longestKey: 128,
  characters: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u,
  allowed: "letters, digits, spaces and _ . : / = + - @",
  anyValue: false,
  reserved: /^(aws:|k8s\.io\/|kubernetes\.io\/|name$)/i,
};

/** Azure docs, "Use tags to organize your Azure resources", limitations. */
const AZURE: TagLimits = {
  cloud: "Azure",
  longestKey: 512,
  characters: /^[^<>%&\\?/]*$/,
  allowed: "all but < > % & \\ ? /",
  anyValue: true,
  reserved: /^(azure|microsoft|windows)/i,
};

/** The same page. */
const FRONT_DOOR: TagLimits = {
  ...AZURE,
  cloud: "Azure Front Door",
  characters: /^[^<>%&\\?/#:]*$/,
  allowed: `${AZURE.allowed} # :`,
};

/** The rules of the tags that a stack puts on every resource. */
export function tagRules(config: CloudConfig): Problem[] {
  const limits = config.cloud === "aws" ? AWS : isFrontDoor(config) ? FRONT_DOOR : AZURE;
  const keys = Object.keys(config.tags);
  return [
    ...keys.flatMap((key) => keyProblems(key, limits)),
    ...Object.entries(config.tags).flatMap(([key, value]) => valueProblems(key, value, limits)),
    ...alike(keys),
    ...tooMany(keys.length),
  ];
}

function keyProblems(key: string, limits: TagLimits): Problem[] {
  const { cloud, longestKey, characters, allowed, reserved } = limits;
  const problem = (rule: string, fix: string): Problem[] => [
    { key: path(key), value: show(key), rule, fix },
  ];
  if (key.length < 1 || key.length > longestKey) {
    return problem(`must have a key of 1 to ${longestKey} characters on ${cloud}`, "Change it.");
  }
  if (!characters.test(key)) {
    const rule = `must have a key of characters that ${cloud} takes: ${allowed}`;
    return problem(rule, "Leave out the others.");
  }
  if (!reserved.test(key)) return [];
  return problem(`must not have a key that ${cloud} or the program reserves`, "Choose another.");
}

function valueProblems(key: string, value: string, limits: TagLimits): Problem[] {
  const { cloud, characters, allowed, anyValue } = limits;
  const problem = (rule: string, fix: string): Problem[] => [
    { key: path(key), value: show(value), rule, fix },
  ];
  if (value.length > LONGEST_VALUE) {
    return problem(`must have at most ${LONGEST_VALUE} characters on ${cloud}`, "Shorten it.");
  }
  if (anyValue || characters.test(value)) return [];
  return problem(`must be of characters that ${cloud} takes: ${allowed}`, "Leave out the others.");
}

/** Azure, and IAM on AWS, take two keys for one that differ in capitals only. */
function alike(keys: readonly string[]): Problem[] {
  const first = new Map(COMMON_TAGS.map((key) => [key.toLowerCase(), key]));
  return keys.flatMap((key) => {
    const other = first.get(key.toLowerCase()) ?? key;
    first.set(key.toLowerCase(), other);
    if (other === key) return [];
    const rule = `must not differ from the tag ${other} in capitals only`;
    return [{ key: path(key), rule, fix: `Write it ${other}, or choose another key.` }];
  });
}

function tooMany(count: number): Problem[] {
  const most = MOST_TAGS - OUR_TAGS;
  if (count <= most) return [];
  const rule = `must be ${most} tags at most: a resource can have ${MOST_TAGS}, the program's own among them`;
  return [{ key: "tags", value: `${count} tags`, rule, fix: `Leave out ${count - most} tags.` }];
}

/** The config key of a tag, short enough for a line. */
function path(key: string): string {
  return `tags.${key.slice(0, 40)}`;
}
