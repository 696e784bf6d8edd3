import { dockerfilePath } from "../buildContext";
import { imageSource } from "../workload";
import type { Problem } from "./problems";
import type { Config } from "./schema";

/** Tells what is at a path, relative to the folder of Pulumi.yaml. */
export interface Files {
  isFolder(path: string): boolean;
  isFile(path: string): boolean;
}

/** An image can be built only from a folder and a Dockerfile that are there. */
export function buildRules({ gateway }: Config, files: Files): Problem[] {
  const build = imageSource(gateway);
  if (build.kind === "given") return [];
  if (!files.isFolder(build.context)) {
    return [
      {
        key: "gateway.build.context",
        value: build.context,
        rule: "must be a folder, by its path from Pulumi.yaml",
        fix: "Name the folder that holds the gateway's Dockerfile.",
      },
    ];
  }
  if (files.isFile(dockerfilePath(build))) return [];
  return [
    {
      key: "gateway.build.dockerfile",
      value: build.dockerfile,
      rule: `must be a file in gateway.build.context (${build.context})`,
      fix: "Name the Dockerfile by its path inside that folder.",
    },
  ];
}
