import * as cdn from "@pulumi/azure-native/cdn";
import * as pulumi from "@pulumi/pulumi";
import { FRONT_DOOR_SECONDS } from "../shared/config/limits";
import { createDomainRecords } from "./frontDoorDns";
import { createWebFirewall } from "./webFirewall";

export interface FrontDoorArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Public DNS name; without one, Front Door's own name serves. */
  readonly hostname: string | undefined;
  /** Resource id of the Azure DNS zone of the host name, if its records are to be kept here. */
  readonly dnsZoneId: string | undefined;
  /** Who may chat. */
  readonly allowedCidrs: readonly string[];
  /** Private Link service of the internal load balancer, which exists once the Service does. */
  readonly privateLinkServiceId: pulumi.Input<string>;
  /** Azure location of that service. */
  readonly location: string;
  /** What makes the Private Link service. */
  readonly service: pulumi.Resource;
  /** Whether the address stays until somebody unprotects it. */
  readonly protect: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

const SKU = { name: "Premium_AzureFrontDoor" };

/** Front Door has no place of its own. */
const GLOBAL = "Global";

/**
 * Azure Front Door with a web firewall, before an internal load balancer that it reaches over
 * Private Link. TLS ends here, with a certificate that Azure keeps. See docs/azure-load-balancer.md.
 */
export class FrontDoor extends pulumi.ComponentResource {
  readonly profile: cdn.Profile;
  readonly endpoint: cdn.AFDEndpoint;

  constructor(name: string, args: FrontDoorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:azure:FrontDoor", name, {}, opts);
    const { resourceGroupName, protect, tags } = args;
    this.profile = new cdn.Profile(
      name,
      {
        resourceGroupName,
        profileName: name,
        location: GLOBAL,
        sku: SKU,
        originResponseTimeoutSeconds: FRONT_DOOR_SECONDS,
        tags,
      },
      { parent: this, protect },
    );
    const inProfile = { resourceGroupName, profileName: this.profile.name };
    this.endpoint = new cdn.AFDEndpoint(
      name,
      { ...inProfile, endpointName: name, location: GLOBAL, enabledState: "Enabled", tags },
      { parent: this, protect },
    );
    const { group, origin } = this.createOrigin(name, args, inProfile);
    const domain = this.createDomain(name, args, inProfile);
    new cdn.Route(
      name,
      {
        ...inProfile,
        endpointName: this.endpoint.name,
        routeName: name,
        originGroup: { id: group.id },
        customDomains: domain ? [{ id: domain.id }] : [],
        linkToDefaultDomain: domain ? "Disabled" : "Enabled",
        patternsToMatch: ["/*"],
        supportedProtocols: ["Http", "Https"],
        httpsRedirect: "Enabled",
        // Private Link carries it within Azure's own network. No cache: it would hold streams back.
        forwardingProtocol: "HttpOnly",
        enabledState: "Enabled",
      },
      // Azure refuses a route to a group without an origin.
      { parent: this, dependsOn: [origin] },
    );
    const served = [this.endpoint, ...(domain ? [domain] : [])].map(({ id }) => ({ id }));
    this.createFirewall(name, args, inProfile, served);
    this.registerOutputs({ hostname: this.endpoint.hostName });
  }

  private createOrigin(name: string, args: FrontDoorArgs, inProfile: InProfile) {
    const group = new cdn.AFDOriginGroup(
      name,
      {
        ...inProfile,
        originGroupName: name,
        // The only origin is used whether it is healthy or not, so it is not probed.
        loadBalancingSettings: {
          sampleSize: 4,
          successfulSamplesRequired: 3,
          additionalLatencyInMilliseconds: 50,
        },
        sessionAffinityState: "Disabled",
      },
      { parent: this },
    );
    const hostName = args.hostname ?? this.endpoint.hostName;
    const origin = new cdn.AFDOrigin(
      name,
      {
        ...inProfile,
        originGroupName: group.name,
        originName: name,
        hostName,
        originHostHeader: hostName,
        httpPort: 80,
        httpsPort: 443,
        priority: 1,
        weight: 1000,
        enabledState: "Enabled",
        enforceCertificateNameCheck: true,
        sharedPrivateLinkResource: {
          privateLink: { id: args.privateLinkServiceId },
          privateLinkLocation: args.location,
          requestMessage: `Front Door of ${name}`,
        },
      },
      { parent: this, dependsOn: [args.service] },
    );
    return { group, origin };
  }

  private createDomain(
    name: string,
    { hostname, dnsZoneId }: FrontDoorArgs,
    inProfile: InProfile,
  ): cdn.AFDCustomDomain | undefined {
    if (hostname === undefined) return undefined;
    const domain = new cdn.AFDCustomDomain(
      name,
      {
        ...inProfile,
        customDomainName: hostname.replaceAll(".", "-"),
        hostName: hostname,
        tlsSettings: { certificateType: "ManagedCertificate", minimumTlsVersion: "TLS12" },
        ...(dnsZoneId !== undefined && { azureDnsZone: { id: dnsZoneId } }),
      },
      { parent: this },
    );
    if (dnsZoneId !== undefined) {
      createDomainRecords(name, { hostname, dnsZoneId, domain, endpoint: this.endpoint }, this);
    }
    return domain;
  }

  private createFirewall(
    name: string,
    args: FrontDoorArgs,
    inProfile: InProfile,
    domains: { readonly id: pulumi.Input<string> }[],
  ): void {
    const policy = createWebFirewall(name, { ...args, sku: SKU, location: GLOBAL }, this);
    new cdn.SecurityPolicy(
      name,
      {
        ...inProfile,
        securityPolicyName: name,
        parameters: {
          type: "WebApplicationFirewall",
          wafPolicy: { id: policy.id },
          associations: [{ domains, patternsToMatch: ["/*"] }],
        },
      },
      { parent: this },
    );
  }
}

interface InProfile {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly profileName: pulumi.Input<string>;
}
