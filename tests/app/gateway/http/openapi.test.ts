import assert from "node:assert/strict";
import { openApi } from "../../../../app/gateway/http/openapi";

type Node = Readonly<Record<string, unknown>>;

/** Every `$ref` of a description. */
function refsOf(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === "$ref" ? [String(value)] : refsOf(value),
  );
}

function at(root: Node, ref: string): unknown {
  return ref
    .replace("#/", "")
    .split("/")
    .reduce<unknown>((node, key) => (node as Node | undefined)?.[key], root);
}

describe("the description of the gateway's API", () => {
  const api = openApi();

  it("names every path and method of the API", () => {
    const methods = Object.entries(api["paths"] as Record<string, object>).flatMap(
      ([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`),
    );
    assert.deepEqual(methods.sort(), [
      "delete /api/conversations/{id}",
      "get /api/conversations/{id}",
      "get /api/info",
      "get /api/probe",
      "get /api/replies/{id}",
      "get /api/sign-in",
      "get /api/socket",
      "get /healthz",
      "get /readyz",
      "post /api/chats",
      "post /api/replies/{id}/stop",
      "post /api/token",
    ]);
  });

  it("refers to nothing that it does not have, and has nothing that it does not refer to", () => {
    const refs = new Set(refsOf(api));
    for (const ref of refs) assert.ok(at(api, ref), ref);
    const schemas = Object.keys(at(api, "#/components/schemas") as object);
    assert.deepEqual(
      schemas.filter((name) => !refs.has(`#/components/schemas/${name}`)),
      [],
    );
  });

  it("says the parameter of each path that has one", () => {
    for (const [path, operations] of Object.entries(api["paths"] as Record<string, Node>)) {
      for (const operation of Object.values(operations) as { parameters?: { in: string }[] }[]) {
        const inPath = (operation.parameters ?? []).filter((one) => one.in === "path").length;
        assert.equal(inPath, path.includes("{id}") ? 1 : 0, path);
      }
    }
  });
});
