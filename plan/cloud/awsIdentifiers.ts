import type { JsonObject } from "../types";
import { AWS_ACCOUNT, type FakeResource, type Rule } from "./resource";

/** An ARN of the resource's own region and account. */
export function arn(service: string, resource: FakeResource, path: string): string {
  return `arn:aws:${service}:${resource.region}:${AWS_ACCOUNT}:${path}`;
}

/** The name that the provider generates when the program gives none, cut to the service's limit. */
export function physicalName(resource: FakeResource, key: string, limit = 64): string {
  const given = resource.text(key);
  if (given !== undefined) return given;
  const prefix = resource.text(`${key}Prefix`);
  if (prefix !== undefined) return `${prefix}${resource.hex(26)}`.slice(0, limit);
  return `${resource.name.slice(0, limit - 8)}-${resource.hex(7)}`;
}

/** A generated name is known before creation, one made of a prefix is not. */
export function nameDefault(resource: FakeResource, key: string, name: string): JsonObject {
  return resource.text(`${key}Prefix`) === undefined ? { [key]: name } : {};
}

/** Resources of EC2 and VPC: `vpc-0123456789abcdef0`. */
export function ec2(
  prefix: string,
  kind: string,
  outputs: (resource: FakeResource, id: string) => JsonObject = () => ({}),
  nameKey?: string,
): Rule {
  return (resource) => {
    const id = `${prefix}-0${resource.hex(16)}`;
    const name = nameKey === undefined ? undefined : physicalName(resource, nameKey, 128);
    return {
      id,
      outputs: {
        arn: arn("ec2", resource, `${kind}/${id}`),
        ...(nameKey !== undefined && name !== undefined && { [nameKey]: name }),
        ...outputs(resource, id),
      },
      defaults:
        nameKey === undefined || name === undefined ? {} : nameDefault(resource, nameKey, name),
    };
  };
}

interface NamedOptions {
  /** The input that holds the name. Default: `name`. */
  readonly key?: string;
  /** The service's limit on names. Default: 64. */
  readonly limit?: number;
  readonly global?: boolean;
  readonly idIsArn?: boolean;
  readonly outputs?: (resource: FakeResource, name: string, arn: string) => JsonObject;
}

/** Resources that have a name, which is their id unless `idIsArn`, and an ARN made of it. */
export function named(
  service: string,
  path: (name: string, resource: FakeResource) => string,
  options: NamedOptions = {},
): Rule {
  const { key = "name", limit = 64, global = false, idIsArn = false, outputs } = options;
  return (resource) => {
    const name = physicalName(resource, key, limit);
    const region = global ? "" : resource.region;
    const ownArn = `arn:aws:${service}:${region}:${AWS_ACCOUNT}:${path(name, resource)}`;
    return {
      id: idIsArn ? ownArn : name,
      outputs: { arn: ownArn, [key]: name, ...outputs?.(resource, name, ownArn) },
      defaults: nameDefault(resource, key, name),
    };
  };
}

/** Resources without an identity of their own: their id joins the inputs that they tie together. */
export function joined(separator: string, ...keys: readonly string[]): Rule {
  return (resource) => ({ id: keys.map((key) => resource.text(key) ?? "").join(separator) });
}
