import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { input, ofType, only, planOf } from "../support/plans";

const BUCKET = "aws:s3/bucket:Bucket";
const ALB = "aws:lb/loadBalancer:LoadBalancer";

describe("access logs of the ALB", () => {
  let dev: Plan;
  let logged: Plan;
  let prod: Plan;

  before(async () => {
    dev = await planOf("dev");
    logged = await planOf("dev", "ingress.accessLogs=true");
    prod = await planOf("prod-aws");
  });

  it("are kept in prod, and left out of dev unless asked for", () => {
    assert.equal(input(only(dev, ALB), "accessLogs"), undefined);
    assert.deepEqual(
      dev.resources.filter(({ type }) => type.startsWith("aws:s3/")),
      [],
    );
    for (const plan of [logged, prod]) {
      const bucket = bucketName(plan);
      assert.deepEqual(input(only(plan, ALB), "accessLogs"), { bucket, enabled: true });
    }
  });

  it("wait for the right to write, and that for the end of public access", () => {
    const policy = only(prod, "aws:s3/bucketPolicy:BucketPolicy");
    assert.ok(only(prod, ALB).dependsOn.includes(policy.urn));
    const block = only(prod, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
    assert.ok(policy.dependsOn.includes(block.urn));
  });

  it("go to a bucket of a legal name that no other stack has", () => {
    const { inputs } = only(prod, BUCKET);
    assert.equal(inputs["bucketPrefix"], "alb-logs-chatscale-prod-aws-");
    assert.equal(inputs["bucket"], undefined);
    assert.match(bucketName(prod), /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
    assert.notEqual(bucketName(prod), bucketName(logged));
  });

  it("are lost with the bucket in dev only", () => {
    const kept = (plan: Plan) => {
      const { inputs, protect } = only(plan, BUCKET);
      return { forceDestroy: inputs["forceDestroy"], protect };
    };
    assert.deepEqual(kept(logged), { forceDestroy: true, protect: false });
    assert.deepEqual(kept(prod), { forceDestroy: false, protect: true });
  });

  it("expire after 7 days in dev and 90 in prod", () => {
    const rules = (plan: Plan) =>
      only(plan, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs[
        "rules"
      ];
    const rule = (days: number) => ({
      id: "expire",
      status: "Enabled",
      filter: { prefix: "AWSLogs/" },
      expiration: { days },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    });
    assert.deepEqual(rules(logged), [rule(7)]);
    assert.deepEqual(rules(prod), [rule(90)]);
  });

  it("are shut to the public, and encrypted by S3's own keys", () => {
    for (const plan of [logged, prod]) {
      const bucket = bucketName(plan);
      assert.deepEqual(
        only(plan, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs,
        {
          bucket,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        },
      );
      const [encryption] = ofType(
        plan,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      );
      assert.deepEqual(encryption?.inputs, {
        bucket,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      });
    }
  });

  it("are written by the account's own load balancers only, and over TLS only", () => {
    const arn = `arn:aws:s3:::${bucketName(prod)}`;
    const policy = input(only(prod, "aws:s3/bucketPolicy:BucketPolicy"), "policy");
    assert.deepEqual(JSON.parse(String(policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Sid: "TlsOnly",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
          Effect: "Allow",
          Sid: "LogDelivery",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${arn}/AWSLogs/123456789012/*`,
        },
      ],
    });
  });

  it("can be left out of prod", async () => {
    const plan = await planOf("prod-aws", "ingress.accessLogs=false");
    assert.equal(ofType(plan, BUCKET).length, 0);
    assert.equal(input(only(plan, ALB), "accessLogs"), undefined);
  });
});

/** The name as the other settings of the bucket refer to it. */
function bucketName(plan: Plan): string {
  return String(input(only(plan, "aws:s3/bucketPolicy:BucketPolicy"), "bucket"));
}
