import {
  at,
  isFlag,
  list,
  object,
  parsed,
  withoutCompanion,
  wrongFlags,
  whole,
  text,
  type Flags,
} from "../read";
import type { Breach, Policy, Resource } from "../types";

const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const BUCKET = "aws:s3/bucket:Bucket";

/** Where a type says that what it keeps is encrypted, beside those below. */
const ENCRYPTED: Flags = {
  "aws:elasticache/replicationGroup:ReplicationGroup": [["atRestEncryptionEnabled", true]],
};

/** Where a type names the key, or leaves it out and is not encrypted. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  "aws:ecr/repository:Repository": ["encryptionConfigurations"],
  "aws:eks/cluster:Cluster": ["encryptionConfig"],
  "aws:sns/topic:Topic": ["kmsMasterKeyId"],
  "aws:sqs/queue:Queue": ["kmsMasterKeyId", "sqsManagedSseEnabled"],
};

function notEncrypted(resource: Resource): Breach[] {
  const { type, inputs } = resource;
  const keys = KEYS[type];
  const hasKey = keys?.some((key) => ![undefined, null, false, ""].includes(inputs[key] as never));
  return [
    ...wrongFlags(resource, ENCRYPTED),
    ...(keys && !hasKey ? [{ property: keys[0] ?? "", rule: "must be set" }] : []),
    ...(type === LAUNCH_TEMPLATE ? plainDisks(resource) : []),
  ];
}

function plainDisks({ inputs }: Resource): Breach[] {
  const property = "blockDeviceMappings";
  const disks = list(inputs[property]);
  if (disks.length === 0) return [{ property, rule: "must have an encrypted disk" }];
  return disks.flatMap((disk, index) =>
    isFlag(at(disk, "ebs.encrypted"), true)
      ? []
      : [{ property: `${property}[${index}].ebs.encrypted`, rule: "must be true" }],
  );
}

const CACHE_TLS: Flags = {
  "aws:elasticache/replicationGroup:ReplicationGroup": [
    ["transitEncryptionEnabled", true],
    ["transitEncryptionMode", "required"],
  ],
};

function withoutPassword({ type, inputs }: Resource): Breach[] {
  if (type !== "aws:elasticache/replicationGroup:ReplicationGroup") return [];
  const hasOne = inputs["authToken"] !== undefined || list(inputs["userGroupIds"]).length > 0;
  return hasOne ? [] : [{ property: "authToken", rule: "must be set, or userGroupIds" }];
}

/** All four, since each closes another way to the public. */
const BLOCKS = [
  "blockPublicAcls",
  "blockPublicPolicy",
  "ignorePublicAcls",
  "restrictPublicBuckets",
];

function closesBucket({ type, inputs }: Resource): boolean {
  return (
    type === "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock" &&
    BLOCKS.every((key) => inputs[key] === true)
  );
}

function asksForTls({ type, inputs }: Resource): boolean {
  if (type !== "aws:s3/bucketPolicy:BucketPolicy") return false;
  const { Statement: statements } = object(parsed(inputs["policy"]));
  // Before the bucket has its name, its policy is not known, only that it has one.
  if (statements === undefined) return true;
  return list(statements).some(
    (each) =>
      text(at(each, "Effect")) === "Deny" &&
      isFlag(object(at(each, "Condition.Bool"))["aws:SecureTransport"], false),
  );
}

export const AWS_DATA: readonly Policy[] = [
  {
    name: "aws-data-encrypted",
    level: "mandatory",
    description: "What AWS keeps is encrypted: disks, images, queues, topics, sessions, secrets.",
    remediation: "Turn its encryption on, or name a key.",
    check: notEncrypted,
  },
  {
    name: "aws-keys-rotate",
    level: "mandatory",
    description: "Keys of the stack's own are rotated by AWS.",
    remediation: "Set enableKeyRotation to true.",
    check: (resource) => wrongFlags(resource, { "aws:kms/key:Key": [["enableKeyRotation", true]] }),
  },
  {
    name: "aws-cache-guarded",
    level: "mandatory",
    description: "The session store takes TLS only, and asks who connects.",
    remediation: "Require encryption in transit, and set a password or user groups.",
    check: (resource) => [...wrongFlags(resource, CACHE_TLS), ...withoutPassword(resource)],
  },
  {
    name: "aws-buckets-private",
    level: "mandatory",
    description: "Each bucket blocks every way to the public.",
    remediation: "Give it a BucketPublicAccessBlock with all four settings true.",
    checkStack: (resources) =>
      withoutCompanion(resources, BUCKET, closesBucket).map((bucket) =>
        whole(bucket, "must have a BucketPublicAccessBlock with all four settings true"),
      ),
  },
  {
    name: "aws-buckets-over-tls",
    level: "mandatory",
    description: "Each bucket refuses requests without TLS.",
    remediation: "Deny s3:* where aws:SecureTransport is false, in its BucketPolicy.",
    checkStack: (resources) =>
      withoutCompanion(resources, BUCKET, asksForTls).map((bucket) =>
        whole(bucket, "must have a BucketPolicy that denies what comes without TLS"),
      ),
  },
  {
    name: "aws-images-fixed",
    level: "mandatory",
    description: "A tag of an image never moves to another image, and images are scanned.",
    remediation: "Make the repository's tags immutable, and scan on push.",
    check: (resource) =>
      wrongFlags(resource, {
        "aws:ecr/repository:Repository": [
          ["imageTagMutability", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"],
          ["imageScanningConfiguration.scanOnPush", true],
        ],
      }),
  },
];
