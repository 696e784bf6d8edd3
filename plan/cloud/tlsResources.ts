import type { Creation, FakeResource } from "./resource";

/** What the tls provider makes: texts in the form of PEM, which hold no key and no certificate. */
export function createTls(resource: FakeResource): Creation {
  const kind = resource.type.split(":").at(-1) ?? "";
  const title = kind === "PrivateKey" ? "EC PRIVATE KEY" : "CERTIFICATE";
  const pem = `-----BEGIN ${title}-----\n${resource.hex(64)}\n-----END ${title}-----\n`;
  const outputs = kind === "PrivateKey" ? { privateKeyPem: pem } : { certPem: pem };
  return { id: resource.hex(40), outputs, defaults: {} };
}
