/** The namespace of the chatbot; a cluster belongs to one stack, so the name is the same in all. */
export const NAMESPACE = "chatbot";

/** Name of the gateway's objects. */
export const GATEWAY = "gateway";

/** What selects the gateway's pods; a Deployment's selector can never change. */
export const GATEWAY_SELECTOR = {
  "app.kubernetes.io/name": GATEWAY,
  "app.kubernetes.io/part-of": NAMESPACE,
} as const;

/** Labels of every object of the chatbot. */
export const COMMON_LABELS = {
  "app.kubernetes.io/part-of": NAMESPACE,
  "app.kubernetes.io/managed-by": "pulumi",
} as const;
