import { arn, joined, named, nameDefault, physicalName } from "./awsIdentifiers";
import { AWS_ACCOUNT, type FakeResource, type Rule } from "./resource";

function key(resource: FakeResource): ReturnType<Rule> {
  const keyId = resource.uuid();
  return { id: keyId, outputs: { keyId, arn: arn("kms", resource, `key/${keyId}`) } };
}

function queue(resource: FakeResource): ReturnType<Rule> {
  const name = physicalName(resource, "name", 80);
  const url = `https://sqs.${resource.region}.amazonaws.com/${AWS_ACCOUNT}/${name}`;
  const outputs = { arn: arn("sqs", resource, name), name, url };
  return { id: url, outputs, defaults: nameDefault(resource, "name", name) };
}

function service(resource: FakeResource): ReturnType<Rule> {
  const cluster = resource.text("cluster")?.split("/").at(-1) ?? "default";
  return named("ecs", (name) => `service/${cluster}/${name}`, { idIsArn: true, limit: 255 })(
    resource,
  );
}

function taskDefinition(resource: FakeResource): ReturnType<Rule> {
  const family = resource.text("family") ?? resource.name;
  const arnWithoutRevision = arn("ecs", resource, `task-definition/${family}`);
  return {
    id: family,
    outputs: { arn: `${arnWithoutRevision}:1`, arnWithoutRevision, revision: 1 },
  };
}

function replicationGroup(resource: FakeResource): ReturnType<Rule> {
  const rule = named("elasticache", (name) => `replicationgroup:${name}`, {
    key: "replicationGroupId",
    limit: 40,
    outputs: (_, name) => {
      const domain = `${name}.${resource.hex(6)}.use1.cache.amazonaws.com`;
      return {
        configurationEndpointAddress: `clustercfg.${domain}`,
        memberClusters: [`${name}-001`],
        port: 6379,
        primaryEndpointAddress: `master.${domain}`,
        readerEndpointAddress: `replica.${domain}`,
      };
    },
  });
  return rule(resource);
}

function api(resource: FakeResource): ReturnType<Rule> {
  const id = resource.hex(10);
  const apiEndpoint = `https://${id}.execute-api.${resource.region}.amazonaws.com`;
  const executionArn = arn("execute-api", resource, id);
  const ownArn = `arn:aws:apigateway:${resource.region}::/apis/${id}`;
  const name = resource.text("name") ?? `${resource.name}-${resource.hex(7)}`;
  return { id, outputs: { apiEndpoint, executionArn, arn: ownArn }, defaults: { name } };
}

function stage(resource: FakeResource): ReturnType<Rule> {
  const apiId = resource.text("apiId") ?? "";
  const name = resource.text("name") ?? `${resource.name}-${resource.hex(7)}`;
  const host = `https://${apiId}.execute-api.${resource.region}.amazonaws.com`;
  const invokeUrl = name === "$default" ? `${host}/` : `${host}/${name}`;
  const executionArn = arn("execute-api", resource, `${apiId}/${name}`);
  return { id: name, outputs: { invokeUrl, executionArn }, defaults: { name } };
}

function webAcl(resource: FakeResource): ReturnType<Rule> {
  const id = resource.uuid();
  const name = resource.text("name") ?? `${resource.name}-${resource.hex(7)}`;
  const ownArn = arn("wafv2", resource, `regional/webacl/${name}/${id}`);
  return { id, outputs: { arn: ownArn, capacity: 1000 }, defaults: { name } };
}

const invocation = (resource: FakeResource, _name: string, ownArn: string) => ({
  invokeArn: `arn:aws:apigateway:${resource.region}:lambda:path/2015-03-31/functions/${ownArn}/invocations`,
  qualifiedArn: `${ownArn}:$LATEST`,
  version: "$LATEST",
});

/** Compute, identity, storage, messages and monitoring. */
export const AWS_SERVICES: Readonly<Record<string, Rule>> = {
  "apigatewayv2:Api": api,
  "apigatewayv2:Integration": (resource) => ({ id: resource.hex(7) }),
  "apigatewayv2:Route": (resource) => ({ id: resource.hex(7) }),
  "apigatewayv2:Stage": stage,
  "appautoscaling:Target": (resource) => {
    const target = arn("application-autoscaling", resource, `scalable-target/${resource.hex(28)}`);
    return { id: resource.text("resourceId") ?? "", outputs: { arn: target } };
  },
  "appautoscaling:Policy": named("autoscaling", (name, r) => `scalingPolicy:${r.uuid()}:${name}`),
  "autoscaling:Attachment": (resource) => ({ id: `attachment-${resource.digits(20)}` }),
  "autoscaling:Group": named("autoscaling", (name, resource) => {
    return `autoScalingGroup:${resource.uuid()}:autoScalingGroupName/${name}`;
  }),
  "autoscaling:LifecycleHook": named("autoscaling", (name) => `lifecycleHook/${name}`),
  "cloudwatch:Dashboard": (resource) => {
    const name = resource.text("dashboardName") ?? resource.name;
    const dashboardArn = `arn:aws:cloudwatch::${AWS_ACCOUNT}:dashboard/${name}`;
    return { id: name, outputs: { dashboardArn } };
  },
  "cloudwatch:EventRule": named("events", (name) => `rule/${name}`),
  "cloudwatch:LogGroup": named("logs", (name) => `log-group:${name}`, { limit: 512 }),
  "cloudwatch:MetricAlarm": named("cloudwatch", (name) => `alarm:${name}`, { limit: 255 }),
  "ecr:Repository": named("ecr", (name) => `repository/${name}`, {
    outputs: (resource, name) => ({
      registryId: AWS_ACCOUNT,
      repositoryUrl: `${AWS_ACCOUNT}.dkr.ecr.${resource.region}.amazonaws.com/${name}`,
    }),
  }),
  "ecs:CapacityProvider": named("ecs", (name) => `capacity-provider/${name}`, { idIsArn: true }),
  "ecs:Cluster": named("ecs", (name) => `cluster/${name}`, { idIsArn: true }),
  "ecs:ClusterCapacityProviders": joined("", "clusterName"),
  "ecs:Service": service,
  "ecs:TaskDefinition": taskDefinition,
  "elasticache:ParameterGroup": named("elasticache", (name) => `parametergroup:${name}`),
  "elasticache:ReplicationGroup": replicationGroup,
  "elasticache:SubnetGroup": named("elasticache", (name) => `subnetgroup:${name}`),
  "iam:InstanceProfile": named("iam", (name) => `instance-profile/${name}`, {
    global: true,
    outputs: (resource) => ({ uniqueId: `AIPA${resource.capitals(17)}` }),
  }),
  "iam:Policy": named("iam", (name) => `policy/${name}`, {
    global: true,
    idIsArn: true,
    outputs: (resource) => ({ policyId: `ANPA${resource.capitals(17)}`, attachmentCount: 0 }),
  }),
  "iam:Role": named("iam", (name) => `role/${name}`, {
    global: true,
    outputs: (resource) => ({ uniqueId: `AROA${resource.capitals(17)}` }),
  }),
  "iam:RolePolicy": (resource) => {
    const name = resource.text("name") ?? `${resource.name}-${resource.hex(7)}`;
    return { id: `${resource.text("role") ?? ""}:${name}`, defaults: { name } };
  },
  "iam:RolePolicyAttachment": joined("/", "role", "policyArn"),
  "kms:Alias": named("kms", (name) => name, { limit: 256 }),
  "kms:Key": key,
  "lambda:EventSourceMapping": (resource) => {
    const uuid = resource.uuid();
    return {
      id: uuid,
      outputs: { uuid, arn: arn("lambda", resource, `event-source-mapping:${uuid}`) },
    };
  },
  "lambda:Function": named("lambda", (name) => `function:${name}`, { outputs: invocation }),
  "lambda:Permission": (resource) => {
    const id = resource.text("statementId") ?? `terraform-${resource.digits(26)}`;
    return { id, outputs: { statementId: id } };
  },
  "s3:Bucket": (resource) => {
    const bucket = physicalName(resource, "bucket", 63);
    return {
      id: bucket,
      outputs: {
        arn: `arn:aws:s3:::${bucket}`,
        bucket,
        bucketDomainName: `${bucket}.s3.amazonaws.com`,
        bucketRegionalDomainName: `${bucket}.s3.${resource.region}.amazonaws.com`,
      },
      defaults: nameDefault(resource, "bucket", bucket),
    };
  },
  "s3:BucketPolicy": joined("", "bucket"),
  "secretsmanager:Secret": named("secretsmanager", (name, r) => `secret:${name}-${r.hex(6)}`, {
    idIsArn: true,
  }),
  "secretsmanager:SecretVersion": (resource) => {
    const value = JSON.stringify(resource.inputs["secretStringWoVersion"]);
    const versionId = `terraform-${resource.digits(26, value)}`;
    const secret = resource.text("secretId") ?? "";
    return { id: `${secret}|${versionId}`, outputs: { arn: secret, versionId } };
  },
  "sns:Topic": named("sns", (name) => name, { idIsArn: true, limit: 256 }),
  "sqs:Queue": queue,
  "sqs:QueuePolicy": joined("", "queueUrl"),
  "sqs:RedriveAllowPolicy": joined("", "queueUrl"),
  "wafv2:WebAcl": webAcl,
};
