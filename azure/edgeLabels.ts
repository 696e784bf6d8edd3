export const EDGE_NAMESPACE = "edge";
export const EDGE_LABELS = { "app.kubernetes.io/name": "edge-proxy" } as const;

/** Name of the edge proxy's objects. */
export const EDGE_NAME = "edge-proxy";
