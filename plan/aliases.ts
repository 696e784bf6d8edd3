import type { Input } from "@pulumi/pulumi/output";
import { CustomResource, type Alias, type ResourceTransformation } from "@pulumi/pulumi/resource";

/**
 * Drops the aliases that the SDKs give each resource for every former version of its type: nobody's
 * decision, and the SDK resolves them one by one, which takes half the time of a plan on Azure.
 */
export const withoutVersionAliases: ResourceTransformation = ({ resource, type, props, opts }) => {
  const { aliases } = opts;
  // A transformation comes before the mark that CustomResource.isInstance looks for.
  if (aliases === undefined || !(resource instanceof CustomResource)) return undefined;
  const own = aliases.filter((alias) => !isVersionAlias(alias, type));
  return own.length === aliases.length ? undefined : { props, opts: { ...opts, aliases: own } };
};

/** True for an alias that has nothing but another type of the same package. */
function isVersionAlias(alias: Input<string | Alias>, type: string): boolean {
  if (typeof alias !== "object") return false;
  const [pkg = ""] = type.split(":");
  const { type: former, ...rest } = alias as Alias;
  return (
    typeof former === "string" && former.startsWith(`${pkg}:`) && Object.keys(rest).length === 0
  );
}
