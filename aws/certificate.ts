import { Certificate, CertificateValidation } from "@pulumi/aws/acm";
import { Record } from "@pulumi/aws/route53";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsConfig } from "../shared/config/schema";

/** The ARN of the host name's certificate: one of ACM's, proved by DNS, or the one given, if any. */
export function createCertificate(
  name: string,
  { hostedZoneId, hostname, certificateArn }: AwsConfig["ingress"],
  opts: pulumi.CustomResourceOptions,
): pulumi.Input<string> | undefined {
  if (hostedZoneId === undefined || hostname === undefined) return certificateArn;
  const certificate = new Certificate(
    name,
    { domainName: hostname, validationMethod: "DNS" },
    opts,
  );
  const proof = certificate.domainValidationOptions.apply(([option]) => {
    if (!option) throw new Error(`ACM asks for no DNS record to prove ${hostname}`);
    return option;
  });
  const record = new Record(
    `${name}-certificate`,
    {
      zoneId: hostedZoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 60,
    },
    opts,
  );
  const validation = new CertificateValidation(
    name,
    { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
    opts,
  );
  return validation.certificateArn;
}
