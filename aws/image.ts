import { getAuthorizationTokenOutput } from "@pulumi/aws/ecr";
import type { BuildRegistry } from "../shared/image";
import type { Registry } from "./registry";

/** ECR as a build pushes to it: with a password that is asked for anew each time. */
export function buildRegistry(registry: Registry): BuildRegistry {
  return {
    url: registry.url,
    resource: registry,
    signIn: () => {
      const { userName, password } = getAuthorizationTokenOutput(
        { registryId: registry.registryId },
        { parent: registry },
      );
      return { username: userName, password };
    },
  };
}
