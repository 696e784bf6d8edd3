import { Key } from "@pulumi/aws/kms";
import { Topic, TopicSubscription } from "@pulumi/aws/sns";
import type * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "./iam";

export interface AlarmTopicArgs {
  /** AWS account of the stack. */
  readonly accountId: pulumi.Output<string>;
  readonly email: string | undefined;
  /** Where the alarms are that it is for. Default: the region of the stack. */
  readonly region?: string;
}

/** Where alarms are sent: a topic encrypted with a key of its own, and a mail address if given. */
export function createAlarmTopic(
  name: string,
  { accountId, email, region }: AlarmTopicArgs,
  opts: pulumi.CustomResourceOptions,
): Topic {
  const own = region === undefined ? `${name}-alarms` : `${name}-alarms-${region}`;
  const place = region === undefined ? {} : { region };
  const key = new Key(
    own,
    {
      ...place,
      description: `Alarms of ${name}`,
      enableKeyRotation: true,
      policy: accountId.apply(keyPolicy),
    },
    opts,
  );
  const topic = new Topic(own, { ...place, kmsMasterKeyId: key.id }, opts);
  if (email !== undefined) {
    new TopicSubscription(
      own,
      { ...place, topic: topic.arn, protocol: "email", endpoint: email },
      opts,
    );
  }
  return topic;
}

/** CloudWatch may not use AWS's own key for SNS, hence a key that lets it in. */
function keyPolicy(accountId: string): string {
  return policyDocument(
    { Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "kms:*", Resource: "*" },
    {
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
  );
}
