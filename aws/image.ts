import { getAuthorizationTokenOutput } from "@pulumi/aws/ecr";
import * as pulumi from "@pulumi/pulumi";
import { buildTag, dockerfilePath, type ImageBuild } from "../shared/buildContext";
import type { ImageSource } from "../shared/workload";
import type { Registry } from "./registry";

/** Every machine and task here is a Graviton one. */
const PLATFORM = "linux/arm64";

/**
 * The gateway's image: as it is given, or built with Docker at `pulumi up` and pushed to the stack's
 * registry. A built one is named by its digest, so that what runs can never move.
 */
export async function resolveImage(
  name: string,
  source: ImageSource,
  registry: Registry | undefined,
): Promise<pulumi.Input<string>> {
  if (source.kind === "given") return source.reference;
  // The config's rules refuse a build without a registry before this point.
  if (!registry) throw new RangeError("an image is built, and there is no registry to push it to");
  return build(name, source, registry);
}

async function build(
  name: string,
  source: ImageBuild,
  registry: Registry,
): Promise<pulumi.Output<string>> {
  // Loaded here, since most stacks are given an image.
  const { Image } = await import("@pulumi/docker-build/image.js");
  const { userName, password } = getAuthorizationTokenOutput(
    { registryId: registry.registryId },
    { parent: registry },
  );
  const image = new Image(
    `${name}-gateway`,
    {
      context: { location: source.context },
      dockerfile: { location: dockerfilePath(source) },
      platforms: [PLATFORM],
      tags: [pulumi.interpolate`${registry.url}:${buildTag(source, PLATFORM)}`],
      push: true,
      // A preview must work where there is no Docker.
      buildOnPreview: false,
      registries: [
        { address: registry.url, username: userName, password: pulumi.secret(password) },
      ],
    },
    { parent: registry },
  );
  return image.ref;
}
