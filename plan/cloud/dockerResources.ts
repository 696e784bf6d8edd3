import { asList, type Creation, type FakeResource } from "./resource";

/** What a build with Docker answers; here nothing is built, and the digest follows from the name. */
export function createDockerBuild(resource: FakeResource): Creation {
  const digest = `sha256:${resource.hex(64)}`;
  const [tag] = asList(resource.inputs["tags"]);
  const ref = typeof tag === "string" ? `${tag}@${digest}` : digest;
  return {
    id: digest,
    outputs: { digest, ref, contextHash: resource.hex(64, "context") },
    defaults: {},
  };
}
