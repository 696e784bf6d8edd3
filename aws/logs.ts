import { LogGroup } from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import type { Size } from "../shared/config/types";

/** A log group of a service, kept 90 days in prod and 7 in dev. */
export function createLogGroup(
  name: string,
  logGroupName: string,
  size: Size,
  opts: pulumi.CustomResourceOptions,
): LogGroup {
  return new LogGroup(
    name,
    { name: logGroupName, retentionInDays: size === "prod" ? 90 : 7 },
    opts,
  );
}
