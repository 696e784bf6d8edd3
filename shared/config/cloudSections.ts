import { z } from "zod";
import { bySize } from "./sections";
import { cidrText, hostname, kubernetesVersion, type Size } from "./types";

/** Describes the key that chooses the platform. */
export const cloud =
  "Which cloud: `aws` or `azure`; `kubernetes` for a cluster that is there already";

export const serviceCidr = cidrText.default("172.20.0.0/16").describe("Range of the Services");

export const clusterVersion = kubernetesVersion.default("1.36").describe("Kubernetes version");

export const apiCidrs = z
  .array(cidrText)
  .min(1)
  .describe("Who may reach the Kubernetes API; `0.0.0.0/0` is refused in prod");

/** What the way in has on every cloud. */
export function ingressCommon(size: Size) {
  const pick = bySize(size);
  return {
    allowedCidrs: z.array(cidrText).min(1).default(["0.0.0.0/0"]).describe("Who may chat"),
    allowInsecureHttp: z
      .boolean()
      .default(pick(true, false))
      .describe("Serve plain HTTP when there is no certificate; refused in prod"),
    hostname: hostname.optional().describe("Public DNS name of the chatbot"),
  };
}
