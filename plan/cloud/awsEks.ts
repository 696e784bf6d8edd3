import { arn, joined, named } from "./awsIdentifiers";
import { clusterSecurityGroup } from "./awsNetwork";
import type { FakeResource, Rule } from "./resource";

function eksCluster(resource: FakeResource): ReturnType<Rule> {
  const { region } = resource;
  const host = `${resource.capitals(32)}.gr7.${region}.eks.amazonaws.com`;
  const issuer = `https://oidc.eks.${region}.amazonaws.com/id/${resource.capitals(32)}`;
  const certificate = Buffer.from(`certificate authority of ${resource.name}`).toString("base64");
  const rule = named("eks", (name) => `cluster/${name}`, {
    limit: 100,
    outputs: () => ({
      certificateAuthority: { data: certificate },
      endpoint: `https://${host}`,
      identities: [{ oidcs: [{ issuer }] }],
      kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/16", ipFamily: "ipv4" },
      platformVersion: "eks.1",
      status: "ACTIVE",
      version: "1.36",
      vpcConfig: {
        clusterSecurityGroupId: clusterSecurityGroup(resource),
        vpcId: `vpc-0${resource.hex(16, "vpc")}`,
      },
    }),
  });
  return rule(resource);
}

function association(resource: FakeResource): ReturnType<Rule> {
  const id = `a-${resource.hex(17)}`;
  const cluster = resource.text("clusterName") ?? "";
  const associationArn = arn("eks", resource, `podidentityassociation/${cluster}/${id}`);
  return { id, outputs: { associationId: id, associationArn } };
}

/** EKS: the cluster and what lets people, nodes, addons and pods into it. */
export const AWS_EKS: Readonly<Record<string, Rule>> = {
  "eks:AccessEntry": (resource) => ({
    ...joined(":", "clusterName", "principalArn")(resource),
    outputs: {
      accessEntryArn: arn("eks", resource, `access-entry/${resource.hex(12)}/${resource.uuid()}`),
    },
  }),
  "eks:AccessPolicyAssociation": joined("#", "clusterName", "principalArn", "policyArn"),
  "eks:Addon": (resource) => ({
    ...joined(":", "clusterName", "addonName")(resource),
    outputs: {
      arn: arn("eks", resource, `addon/${resource.text("addonName") ?? ""}/${resource.uuid()}`),
      addonVersion: "v1.0.0-eksbuild.1",
    },
  }),
  "eks:Cluster": eksCluster,
  "eks:PodIdentityAssociation": association,
};
