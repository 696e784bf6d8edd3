import { parse } from "yaml";

/** The application that every AKS cluster with Entra sign-in accepts tokens for (Azure docs, kubelogin). */
const AKS_SERVER_ID = "6dae42f8-4368-4678-94ff-3960e28e3630";

interface Kubeconfig {
  readonly users?: readonly { readonly name: string }[];
}

/**
 * The kubeconfig that AKS hands out, signed in by `kubelogin` as whoever is signed in to `az`,
 * instead of by a device code that would wait for a person.
 * @throws Error when the text is not a kubeconfig.
 */
export function kubeloginKubeconfig(text: string): string {
  const config = parse(text) as Kubeconfig | null;
  if (!config?.users) throw new Error("AKS returned no kubeconfig");
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "kubelogin",
    args: ["get-token", "--login", "azurecli", "--server-id", AKS_SERVER_ID],
    interactiveMode: "Never",
    provideClusterInfo: false,
  };
  return JSON.stringify({
    ...config,
    users: config.users.map(({ name }) => ({ name, user: { exec } })),
  });
}
