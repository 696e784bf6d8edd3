import * as pulumi from "@pulumi/pulumi";
import { buildTag, dockerfilePath, type ImageBuild } from "./buildContext";
import type { Machine } from "./machines";
import type { ImageSource } from "./workload";

/** The stack's own registry, as a build pushes to it. */
export interface BuildRegistry {
  /** Name of the repository, without a tag. */
  readonly url: pulumi.Output<string>;
  readonly resource: pulumi.Resource;
  /** What must exist before a push. */
  readonly ready?: readonly pulumi.Resource[];
  /** How Docker signs in to it; by default as it is signed in already. */
  readonly signIn?: () => {
    readonly username: pulumi.Input<string>;
    readonly password: pulumi.Input<string>;
  };
}

/**
 * The gateway's image: as it is given, or built with Docker at `pulumi up` and pushed to the stack's
 * registry. A built one is named by its digest, so that what runs can never move.
 * @param architecture of every machine that runs it
 * @throws RangeError for a build without a registry, which the config's rules refuse before
 */
export async function resolveImage(
  name: string,
  source: ImageSource,
  architecture: Machine["architecture"],
  registry: BuildRegistry | undefined,
): Promise<pulumi.Input<string>> {
  if (source.kind === "given") return source.reference;
  if (!registry) throw new RangeError("an image is built, and there is no registry to push it to");
  return build(name, source, `linux/${architecture}`, registry);
}

async function build(
  name: string,
  source: ImageBuild,
  platform: `linux/${Machine["architecture"]}`,
  { url, resource, ready = [], signIn }: BuildRegistry,
): Promise<pulumi.Output<string>> {
  // Loaded here, since most stacks are given an image.
  const { Image } = await import("@pulumi/docker-build/image.js");
  const credentials = signIn?.();
  const image = new Image(
    `${name}-gateway`,
    {
      context: { location: source.context },
      dockerfile: { location: dockerfilePath(source) },
      platforms: [platform],
      tags: [pulumi.interpolate`${url}:${buildTag(source, platform)}`],
      push: true,
      // A preview must work where there is no Docker.
      buildOnPreview: false,
      ...(credentials && {
        registries: [
          {
            address: url,
            username: credentials.username,
            password: pulumi.secret(credentials.password),
          },
        ],
      }),
    },
    { parent: resource, dependsOn: [...ready] },
  );
  return image.ref;
}
