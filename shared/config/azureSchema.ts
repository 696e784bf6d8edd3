import { z } from "zod";
import { AZURE_CACHE_SKUS, VM_SIZES, type VmSize } from "../machines";
import { apiCidrs, cloud, clusterVersion, ingressCommon, serviceCidr } from "./cloudSections";
import { azureFailover } from "./failoverSchema";
import { nodeCounts } from "./nodeSections";
import { bySize, commonSections } from "./sections";
import { cidrText, count, dnsZoneId, duration, uuid, vaultId, type Size } from "./types";

/** The keys of AKS. */
export function aks(size: Size) {
  const pick = bySize(size);
  const vmSizes = Object.keys(VM_SIZES) as [VmSize, ...VmSize[]];
  return z.strictObject({
    cloud: z.literal("azure").describe(cloud),
    location: z
      .string()
      .regex(/^[a-z]+\d?$/, 'must be an Azure location\nWrite it like "eastus".')
      .default("eastus")
      .describe("Azure location"),
    ...commonSections(size),
    kubernetesVersion: clusterVersion,
    kubernetesApi: z.strictObject({
      private: z
        .boolean()
        .default(false)
        .describe("An API server that only the virtual network reaches; instead of allowedCidrs"),
      allowedCidrs: apiCidrs.optional(),
      deployerType: z
        .enum(["User", "ServicePrincipal"])
        .default("User")
        .describe("Who runs `pulumi up`: a person, or the service principal of a pipeline"),
      deployerId: uuid
        .optional()
        .describe("Object id of who runs `pulumi up`; default: of whoever runs it, also a preview"),
      adminGroupIds: z
        .array(uuid)
        .default([])
        .describe("Entra groups that administer the cluster, beside the identity that deploys"),
    }),
    network: z
      .strictObject({
        cidr: cidrText.default("10.64.0.0/16").describe("Range of the virtual network"),
        zones: count(1).max(3).default(3).describe("Availability zones in use"),
        serviceCidr,
        podCidr: cidrText.default("10.244.0.0/16").describe("Range of the pods: a /24 per node"),
      })
      .prefault({}),
    nodes: z
      .strictObject({
        vmSize: z
          .enum(vmSizes)
          .default(pick("Standard_D2ps_v6", "Standard_D4ps_v6"))
          .describe("VM size of the gateway's nodes"),
        ...nodeCounts(size),
        spotMax: count().default(pick(0, 10)).describe("Most spot nodes; 0 leaves the pool out"),
      })
      .prefault({}),
    cache: z
      .strictObject({
        sku: z
          .enum(AZURE_CACHE_SKUS)
          .default(pick("Balanced_B0", "Balanced_B5"))
          .describe("Azure Managed Redis size of the session store"),
        highAvailability: z
          .boolean()
          .default(pick(false, true))
          .describe("A second node that takes over"),
      })
      .prefault({}),
    systemNodes: z
      .strictObject({
        vmSize: z.enum(vmSizes).default("Standard_D2ps_v6").describe("VM size of the system nodes"),
        min: count(1).default(pick(1, 3)).describe("Fewest system nodes"),
        max: count(1).default(pick(2, 5)).describe("Most system nodes"),
      })
      .prefault({}),
    ingress: z
      .strictObject({
        mode: z
          .enum(["managed", "explicit", "frontDoor"])
          .default("managed")
          .describe(
            "Who makes the load balancer: AKS for the Service, this program, or AKS behind Azure Front Door",
          ),
        ...ingressCommon(size),
        certificate: z
          .strictObject({
            vaultId: vaultId.describe("Resource id of the Key Vault that holds the certificate"),
            name: z.string().min(1).describe("Name of the certificate in that vault"),
          })
          .optional()
          .describe("Certificate of the host name"),
        dnsZoneId: dnsZoneId
          .optional()
          .describe(
            "Azure DNS zone of the host name, in the subscription of the stack: brings its records",
          ),
        idleTimeout: duration.default("30m").describe("Silence that the load balancer bears"),
      })
      .prefault({}),
    failover: azureFailover,
  });
}
