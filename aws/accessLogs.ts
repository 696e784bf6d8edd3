import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
// One by one: all of S3 would come with helpers that keep an ear on the end of the process.
import { Bucket } from "@pulumi/aws/s3/bucket";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration";
import * as pulumi from "@pulumi/pulumi";
import type { Size } from "../shared/config/types";
import { policyDocument } from "./iam";

export interface AccessLogsArgs {
  /** Prod keeps the logs for 90 days and never deletes a bucket that holds some; dev keeps 7. */
  readonly size: Size;
}

/** Who writes the logs of an Application Load Balancer (AWS docs, "Enable access logs"). */
const LOG_DELIVERY = "logdelivery.elasticloadbalancing.amazonaws.com";

/** The folder that the load balancer writes to. */
const FOLDER = "AWSLogs/";

/** A bucket for the access log of an Application Load Balancer, which alone may write to it. */
export class AccessLogs extends pulumi.ComponentResource {
  /** Name of the bucket, known once the load balancer may write to it. */
  readonly bucket: pulumi.Output<string>;

  constructor(name: string, args: AccessLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:aws:AccessLogs", name, {}, opts);
    const prod = args.size === "prod";
    const bucket = new Bucket(
      `${name}-access-logs`,
      {
        // First a word of ours, since S3 keeps some beginnings of names for itself. The provider
        // adds 26 characters that no other bucket in the world has.
        bucketPrefix: `alb-logs-${name}-`,
        forceDestroy: !prod,
      },
      { parent: this, protect: prod },
    );
    const isPrivate = this.keepPrivate(name, bucket);
    this.encrypt(name, bucket);
    this.expire(name, bucket, prod ? 90 : 7);
    this.bucket = this.letIn(name, bucket, isPrivate).bucket;
    this.registerOutputs({ bucket: this.bucket });
  }

  private keepPrivate(name: string, bucket: Bucket): pulumi.Resource {
    return new BucketPublicAccessBlock(
      `${name}-access-logs`,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
  }

  /** By S3's own keys: the load balancer writes to no bucket that is encrypted otherwise. */
  private encrypt(name: string, bucket: Bucket): void {
    new BucketServerSideEncryptionConfiguration(
      `${name}-access-logs`,
      {
        bucket: bucket.id,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      },
      { parent: this },
    );
  }

  private expire(name: string, bucket: Bucket, days: number): void {
    new BucketLifecycleConfiguration(
      `${name}-access-logs`,
      {
        bucket: bucket.id,
        rules: [
          {
            id: "expire",
            status: "Enabled",
            filter: { prefix: FOLDER },
            expiration: { days },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
          },
        ],
      },
      { parent: this },
    );
  }

  private letIn(name: string, bucket: Bucket, isPrivate: pulumi.Resource): BucketPolicy {
    const { accountId } = getCallerIdentityOutput({}, { parent: this });
    return new BucketPolicy(
      `${name}-access-logs`,
      {
        bucket: bucket.id,
        policy: pulumi.all([bucket.arn, accountId]).apply(([arn, id]) => bucketPolicy(arn, id)),
      },
      // S3 refuses one of two settings of a bucket that are made at once.
      { parent: this, dependsOn: [isPrivate] },
    );
  }
}

/** The account in the path is what keeps the load balancers of others out. */
function bucketPolicy(bucketArn: string, accountId: string): string {
  return policyDocument(
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      Sid: "LogDelivery",
      Principal: { Service: LOG_DELIVERY },
      Action: "s3:PutObject",
      Resource: `${bucketArn}/${FOLDER}${accountId}/*`,
    },
  );
}
