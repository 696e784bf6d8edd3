import type { KubernetesApi } from "./api";

/** An address of documentation. */
const ADDRESS = "192.0.2.80";

/** Gives every Service that asks for a load balancer an address, as a cloud does, for a time. */
export async function withBalancers(
  api: KubernetesApi,
  namespace: string,
  test: () => Promise<void>,
): Promise<void> {
  const close = await api.watch("v1", "Service", namespace, (type, service) => {
    if (type === "DELETED" || service.spec?.["type"] !== "LoadBalancer") return;
    if (JSON.stringify(service.status).includes(ADDRESS)) return;
    const status = { loadBalancer: { ingress: [{ ip: ADDRESS }] } };
    // A change that came between is followed by another event.
    api.patch(service, { status }, "/status").catch(() => undefined);
  });
  try {
    await test();
  } finally {
    close();
  }
}
