import type { Creation, FakeResource } from "./resource";

/** What the random provider makes up; here it follows from the name, so that plans repeat. */
export function createRandom(resource: FakeResource): Creation {
  const length = Number(resource.inputs["length"] ?? 32);
  const result = resource
    .hex(64)
    .repeat(Math.ceil(length / 64))
    .slice(0, length);
  return { id: "none", outputs: { result }, defaults: {} };
}
