/** Ports that Envoy listens on in its container, above 1024 since it does not run as root. */
export const HTTP_PORT = 8080;
export const HTTPS_PORT = 8443;

/** The release whose settings these are; the deep tests run the same. */
export const ENVOY_VERSION = "1.40.0";

/** Port of Envoy's administration, which only the pod itself can reach. */
export const ADMIN_PORT = 9901;

/** Where the certificate and its key are mounted: one PEM file with both. */
export const CERTIFICATE_FOLDER = "/certificate";

/** Where the bootstrap and the description of the certificate are mounted. */
export const SETTINGS_FOLDER = "/etc/envoy";

/** Answered by Envoy itself on its plain port: 200 while it serves, 503 from the start of its drain. */
export const READY_PATH = "/readyz";

/** What the names of Envoy's types begin with. */
export const TYPES = "type.googleapis.com/envoy.extensions";

/** A socket's address, as Envoy writes it. */
export function address(host: string, port: number) {
  return { socket_address: { address: host, port_value: port } };
}
