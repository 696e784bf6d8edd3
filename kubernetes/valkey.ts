import { StatefulSet } from "@pulumi/kubernetes/apps/v1";
import { Namespace, Service } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { PrivateKey } from "@pulumi/tls/privateKey";
import { SelfSignedCert } from "@pulumi/tls/selfSignedCert";
import { inCluster } from "../shared/kubernetes/inCluster";
import { GATEWAY_SELECTOR, NAMESPACE } from "../shared/kubernetes/labels";
import { createDenyAll, podsIn, tcp } from "../shared/kubernetes/networkPolicies";
import { RESTRICTED_NAMESPACE } from "../shared/kubernetes/podDefaults";
import { createSecret } from "../shared/kubernetes/secrets";
import type { SessionStore } from "../shared/platform";
import type { Bytes } from "../shared/units";
import { dataClaim, PORT, VALKEY_LABELS, valkeyPod, valkeySettings } from "./valkeyPod";

/** A namespace of its own: the chatbot's has no room in its quota. */
const STORE_NAMESPACE = "chatbot-sessions";
const NAME = "valkey";
const HOST = `${NAME}.${STORE_NAMESPACE}.svc.cluster.local`;

/** The file that the gateway trusts the store by. */
export const CERTIFICATE_FILE = "session-store.crt";

/** Ten years, in hours: a cluster of this kind does not last as long, and nobody renews it. */
const VALIDITY_HOURS = 10 * 365 * 24;

export interface ValkeyArgs {
  readonly provider: Provider;
  readonly memory: Bytes;
  readonly disk: Bytes;
}

/** The session store: one Valkey in the cluster, reached over TLS with a password. */
export class Valkey extends pulumi.ComponentResource {
  readonly sessionStore: SessionStore;
  readonly password: pulumi.Output<string>;
  /** What its clients trust it by, in PEM. */
  readonly certificate: pulumi.Output<string>;

  constructor(name: string, args: ValkeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:kubernetes:Valkey", name, {}, opts);
    const options = inCluster(this, args);
    const namespace = createNamespace(name, options);
    const inNamespace = { ...options, dependsOn: [namespace] };
    this.password = new RandomPassword(
      `${name}-sessions`,
      { length: 64, special: false },
      { parent: this },
    ).result;
    const { key, certificate } = createCertificate(name, this);
    this.certificate = certificate;
    const { volume } = createSecret(
      `${name}-sessions`,
      { namespace: STORE_NAMESPACE, labels: VALKEY_LABELS },
      {
        "tls.key": key,
        "tls.crt": certificate,
        "valkey.conf": this.password.apply((password) => valkeySettings(password, args.memory)),
      },
      inNamespace,
    );
    const metadata = { name: NAME, namespace: STORE_NAMESPACE, labels: VALKEY_LABELS };
    const statefulSet = new StatefulSet(
      `${name}-sessions`,
      {
        metadata,
        spec: {
          serviceName: NAME,
          replicas: 1,
          selector: { matchLabels: VALKEY_LABELS },
          template: {
            metadata: { labels: VALKEY_LABELS },
            spec: valkeyPod({ memory: args.memory, settings: volume }),
          },
          volumeClaimTemplates: [dataClaim(args.disk)],
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
        },
      },
      inNamespace,
    );
    new Service(
      `${name}-sessions`,
      {
        metadata,
        spec: {
          selector: VALKEY_LABELS,
          ports: [{ name: "redis", port: PORT, targetPort: "redis" }],
        },
      },
      { ...options, dependsOn: [statefulSet] },
    );
    this.sessionStore = {
      host: HOST,
      port: PORT,
      auth: "password",
      namespace: STORE_NAMESPACE,
      trustedFile: CERTIFICATE_FILE,
    };
    this.registerOutputs();
  }
}

/** The store's namespace, held to Pod Security `restricted`, which only the gateway gets into. */
function createNamespace(name: string, opts: pulumi.CustomResourceOptions): Namespace {
  const namespace = new Namespace(
    `${name}-sessions`,
    { metadata: { name: STORE_NAMESPACE, labels: RESTRICTED_NAMESPACE } },
    opts,
  );
  const inNamespace = { ...opts, dependsOn: [namespace] };
  createDenyAll(`${name}-sessions-deny-all`, { namespace: STORE_NAMESPACE }, inNamespace);
  new NetworkPolicy(
    `${name}-sessions`,
    {
      metadata: { name: NAME, namespace: STORE_NAMESPACE },
      spec: {
        podSelector: { matchLabels: VALKEY_LABELS },
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: [{ ...podsIn(NAMESPACE), podSelector: { matchLabels: GATEWAY_SELECTOR } }],
            ports: [tcp(PORT)],
          },
        ],
      },
    },
    inNamespace,
  );
  return namespace;
}

/** A certificate that is its own authority, and its key, both in PEM. */
function createCertificate(name: string, parent: pulumi.Resource) {
  const { privateKeyPem } = new PrivateKey(
    `${name}-sessions`,
    { algorithm: "ECDSA", ecdsaCurve: "P256" },
    { parent },
  );
  const { certPem } = new SelfSignedCert(
    `${name}-sessions`,
    {
      privateKeyPem,
      subject: { commonName: HOST },
      dnsNames: [HOST],
      allowedUses: ["digital_signature", "server_auth"],
      validityPeriodHours: VALIDITY_HOURS,
    },
    { parent },
  );
  return { key: privateKeyPem, certificate: certPem };
}
