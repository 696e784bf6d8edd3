import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { environmentOf } from "../support/gateway";
import { CIPHERTEXT, ENCRYPTED, planWithKey } from "../support/keyedStack";
import { input, ofType, only, output, planOf } from "../support/plans";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const POD = "spec.template.spec";
const GATEWAY = "chatscale-local-gateway";
const SESSIONS = "chatscale-local-sessions";

const service = (plan: Plan) => only(plan, "kubernetes:core/v1:Service", GATEWAY);

describe("the chatbot on a cluster that is there already", () => {
  it("goes to the context of the kubeconfig that the stack names, and to no other", async () => {
    const provider = only(await planOf("local"), "pulumi:providers:kubernetes");
    assert.deepEqual(provider.inputs, {
      clusterIdentifier: "kind-chatscale",
      context: "kind-chatscale",
    });
  });

  it("makes nothing but Kubernetes objects, a password and a certificate", async () => {
    const plan = await planOf("local");
    const others = plan.resources
      .map(({ type }) => type)
      .filter((type) => !type.startsWith("kubernetes:") && !type.startsWith("chatbot:"));
    assert.deepEqual(others.sort(), [
      "pulumi:providers:kubernetes",
      "pulumi:pulumi:Stack",
      "random:index/randomPassword:RandomPassword",
      "tls:index/privateKey:PrivateKey",
      "tls:index/selfSignedCert:SelfSignedCert",
    ]);
    assert.deepEqual(plan.outputs, {
      clusterName: "kind-chatscale",
      url: "http://localhost:30080",
    });
  });

  it("takes its objects out one by one, since the cluster stays", async () => {
    const { resources } = await planOf("local");
    assert.deepEqual(
      resources.filter(({ deletedWith, replaceWith }) => deletedWith ?? replaceWith),
      [],
    );
  });

  describe("is reached", () => {
    it("by a port of every node, by whose replicas does not matter", async () => {
      const plan = await planOf("local", "ingress.nodePort=31000");
      assert.equal(input(service(plan), "spec.type"), "NodePort");
      assert.equal(input(service(plan), "spec.ports.0.nodePort"), 31000);
      assert.equal(input(service(plan), "spec.externalTrafficPolicy"), "Cluster");
      assert.equal(output(plan, "url"), "http://localhost:31000");
    });

    it("by a load balancer of the cluster's own, at the address that it gives", async () => {
      const plan = await planOf("local", "ingress.exposure=LoadBalancer");
      assert.equal(input(service(plan), "spec.type"), "LoadBalancer");
      assert.match(output(plan, "url"), /^http:\/\/\d+\.\d+\.\d+\.\d+$/);
      assert.deepEqual(plan.unknown, ["url"]);
    });

    it("inside the cluster only, by the ingress controller of its namespace", async () => {
      const set = ["ingress.exposure=ClusterIP", "ingress.proxyNamespace=traefik"];
      const plan = await planOf("local", ...set, "ingress.hostname=chat.example.com");
      assert.equal(input(service(plan), "spec.type"), "ClusterIP");
      assert.deepEqual(input(only(plan, POLICY, GATEWAY), "spec.ingress.0.from"), [
        { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "traefik" } } },
      ]);
      assert.equal(output(plan, "url"), "http://chat.example.com");
      const unnamed = await planOf("local", ...set);
      assert.equal(output(unnamed, "url"), "http://gateway.chatbot.svc.cluster.local");
    });
  });

  describe("knows who calls", () => {
    it("from the connection alone, where no proxy stands before the gateway", async () => {
      for (const exposure of ["NodePort", "LoadBalancer"]) {
        const plan = await planOf("local", `ingress.exposure=${exposure}`);
        assert.equal(environmentOf(only(plan, DEPLOYMENT, GATEWAY))["TRUSTED_PROXY_HOPS"], "0");
      }
    });

    it("from the ingress controller, where one stands before it", async () => {
      const plan = await planOf("local", "ingress.exposure=ClusterIP");
      assert.equal(environmentOf(only(plan, DEPLOYMENT, GATEWAY))["TRUSTED_PROXY_HOPS"], "1");
    });

    it("by a token, which is a file of a Secret", async () => {
      const plan = await planWithKey("kubernetes", ENCRYPTED, ENCRYPTED);
      const environment = environmentOf(only(plan, DEPLOYMENT, "chatscale-keyed-gateway"));
      assert.equal(environment["AUTH"], "bearer");
      assert.equal(environment["AUTH_TOKEN_FILE"], "/var/run/secrets/chatbot/gateway-token");
      const secret = only(plan, "kubernetes:core/v1:Secret", "chatscale-keyed-gateway-secrets");
      assert.equal(input(secret, "data"), "[secret]");
      assert.ok(!JSON.stringify(plan).includes(CIPHERTEXT));
    });
  });

  describe("keeps its sessions in the cluster", () => {
    it("and reaches them over TLS, by a password and a certificate from files", async () => {
      const plan = await planOf("local");
      const pod = only(plan, DEPLOYMENT, GATEWAY);
      const environment = environmentOf(pod);
      assert.equal(environment["SESSION_STORE_HOST"], "valkey.chatbot-sessions.svc.cluster.local");
      assert.equal(environment["SESSION_STORE_PORT"], "6379");
      assert.equal(environment["SESSION_STORE_AUTH"], "password");
      const folder = "/var/run/secrets/chatbot";
      assert.equal(environment["SESSION_STORE_PASSWORD_FILE"], `${folder}/session-store-password`);
      assert.equal(environment["NODE_EXTRA_CA_CERTS"], `${folder}/session-store.crt`);
      const secret = only(plan, "kubernetes:core/v1:Secret", `${GATEWAY}-secrets`);
      assert.equal(input(secret, "immutable"), true);
      assert.equal(input(secret, "data"), "[secret]");
      assert.equal(input(pod, `${POD}.volumes.1.secret.defaultMode`), 0o440);
      // The cluster gives the name, so that new values have a name of their own.
      assert.equal(input(secret, "metadata.name"), undefined);
      assert.match(
        String(input(pod, `${POD}.volumes.1.secret.secretName`)),
        /^chatscale-local-gateway-secrets-/,
      );
    });

    it("where no one but the gateway gets in, and nothing gets out", async () => {
      const plan = await planOf("local");
      assert.deepEqual(input(only(plan, POLICY, `${SESSIONS}-deny-all`), "spec"), {
        podSelector: {},
        policyTypes: ["Ingress", "Egress"],
      });
      const allowed = input(only(plan, POLICY, SESSIONS), "spec") as {
        ingress: { from: unknown[]; ports: unknown[] }[];
        egress?: unknown;
      };
      assert.equal(allowed.egress, undefined);
      assert.equal(allowed.ingress.length, 1);
      assert.equal(allowed.ingress[0]?.from.length, 1);
      assert.deepEqual(allowed.ingress[0].ports, [{ protocol: "TCP", port: 6379 }]);
      const out = input(only(plan, POLICY, GATEWAY), "spec.egress.1");
      assert.deepEqual(out, {
        to: [
          {
            namespaceSelector: {
              matchLabels: { "kubernetes.io/metadata.name": "chatbot-sessions" },
            },
          },
        ],
        ports: [{ protocol: "TCP", port: 6379 }],
      });
    });

    it("in a pod held to Pod Security restricted, on a disk that outlives it", async () => {
      const plan = await planOf("local", "cache.memory=1Gi", "cache.disk=2048Mi");
      const namespaces = ofType(plan, "kubernetes:core/v1:Namespace");
      for (const namespace of namespaces) {
        const labels = input(namespace, "metadata.labels") as Record<string, string>;
        assert.equal(labels["pod-security.kubernetes.io/enforce"], "restricted");
      }
      const store = only(plan, "kubernetes:apps/v1:StatefulSet");
      assert.deepEqual(input(store, `${POD}.containers.0.resources`), {
        requests: { cpu: "50m", memory: "1Gi" },
        limits: { memory: "1Gi" },
      });
      assert.equal(
        input(store, "spec.volumeClaimTemplates.0.spec.resources.requests.storage"),
        "2Gi",
      );
    });

    it("unless each replica is to keep its own", async () => {
      const plan = await planOf("local", "sessionStore=memory");
      assert.equal(ofType(plan, "kubernetes:apps/v1:StatefulSet").length, 0);
      assert.equal(ofType(plan, "kubernetes:core/v1:Secret").length, 0);
      const pod = only(plan, DEPLOYMENT, GATEWAY);
      assert.equal(environmentOf(pod)["SESSION_STORE"], "memory");
      assert.equal(environmentOf(pod)["NODE_EXTRA_CA_CERTS"], undefined);
    });
  });

  describe("refuses what it has no place for:", () => {
    const refused: Readonly<Record<string, readonly [set: string, message: RegExp]>> = {
      functions: [
        "functions.enabled=true",
        /functions\.enabled: true\n +must be false on kubernetes, which has no functions/,
      ],
      prod: ["size=prod", /size: "prod"\n +must be dev on kubernetes/],
      alarms: [
        "alarms.email=ops@example.com",
        /alarms[^\n]*\n +is a key of eks and ecs and aks, not of kubernetes/,
      ],
      "an image to build": [
        'gateway.build={"context":"app"}',
        /gateway\.build: app\n +must be left out on kubernetes, which has no registry/,
      ],
      "an image that nobody names": [
        "gateway={}",
        /gateway\.image\n +is required on kubernetes, which has no registry to push a built image to/,
      ],
      "tags of a cloud": ['tags={"team":"chat"}', /tags[^\n]*\n +is a key of eks and ecs and aks/],
      "a registry": ["registry=true", /registry: true\n +is a key of eks and ecs and aks/],
      "a runtime": ["runtime=eks", /on kubernetes the containers always run in the cluster/],
      "a port that no node has": ["ingress.nodePort=8080", /must be at least 30000/],
      "a silent stream that is cut": [
        "gateway.heartbeat=60s",
        /ingress\.idleTimeout: 60s\n +must be at least gateway\.longestReply \(120s\)/,
      ],
    };
    for (const [what, [set, message]] of Object.entries(refused)) {
      it(what, async () => {
        await assert.rejects(planOf("local", set), message);
      });
    }

    it("a cluster that nobody names", async () => {
      await assert.rejects(planOf("local", "kubeContext="), /kubeContext\n +is required/);
    });
  });
});
