/** The API in OpenAPI 3.1. */
export function openApi(): object {
  return { openapi: "3.1.0", info: { title: "chatscale gateway", version: "1" }, paths: {} };
}
