import type { Plan } from "../types";

const CLOUDS: Readonly<Record<string, string>> = {
  aws: "AWS",
  azure: "Azure",
  kubernetes: "Kubernetes",
};

/** Which stack, on what and where: `dev on AWS (EKS, us-east-1)`. */
export function titleOf({ stack, cloud, platform }: Plan): string {
  const on = cloud === "" ? "" : ` on ${CLOUDS[cloud] ?? cloud}`;
  const where = platform === null ? [] : [platform.runtime.toUpperCase(), platform.region ?? ""];
  const inside = where.length === 0 ? "" : ` (${where.filter(Boolean).join(", ")})`;
  return `${stack}${on}${inside}`;
}
