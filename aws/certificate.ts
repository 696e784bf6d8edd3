import { Certificate, CertificateValidation } from "@pulumi/aws/acm";
import { Record } from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";

/** A host name of the certificate, and the Route 53 zone that proves it. */
export interface ProvedName {
  readonly hostname: string;
  readonly zoneId: pulumi.Input<string>;
}

/**
 * The ARN of a certificate of ACM, proved by DNS.
 * @param own the host name of the load balancer
 * @param failover the name of both clouds, where the stack has one
 */
export function createCertificate(
  name: string,
  own: ProvedName,
  failover: ProvedName | undefined,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const certificate = new Certificate(
    name,
    {
      domainName: own.hostname,
      ...(failover && { subjectAlternativeNames: [failover.hostname] }),
      validationMethod: "DNS",
    },
    opts,
  );
  const prove = (recordName: string, { hostname, zoneId }: ProvedName): Record => {
    const proof = certificate.domainValidationOptions.apply((options) => {
      const option = options.find(({ domainName }) => domainName === hostname);
      if (!option) throw new Error(`ACM asks for no DNS record to prove ${hostname}`);
      return option;
    });
    return new Record(
      recordName,
      {
        zoneId,
        name: proof.resourceRecordName,
        type: proof.resourceRecordType,
        records: [proof.resourceRecordValue],
        ttl: 60,
      },
      opts,
    );
  };
  const records = [prove(`${name}-certificate`, own)];
  if (failover) records.push(prove(`${name}-certificate-failover`, failover));
  const validation = new CertificateValidation(
    name,
    {
      certificateArn: certificate.arn,
      validationRecordFqdns: records.map(({ fqdn }) => fqdn),
    },
    opts,
  );
  return validation.certificateArn;
}
