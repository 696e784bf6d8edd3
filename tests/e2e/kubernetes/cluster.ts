import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../support/gatewayProcess";
import { KubernetesApi } from "./api";
import { Authority, type CertificateFiles } from "./certificates";
import { Daemon, DaemonEnded } from "./daemon";
import { KWOK_STAGES } from "./stages";
import type { ClusterPrograms } from "./programs";
import { until } from "./until";

/**
 * Admission plugins that a cloud has on beside those that Kubernetes has on by default (AWS docs,
 * "View Amazon EKS platform versions"; Azure docs, "Frequently asked questions about AKS").
 */
export const ADMISSION_PLUGINS = {
  eks: ["NodeRestriction", "ExtendedResourceToleration"],
  aks: ["ExtendedResourceToleration", "PodNodeSelector", "PodTolerationRestriction"],
} as const;

export interface ClusterOptions {
  readonly admissionPlugins: readonly string[];
}

/** A real control plane on this machine, with made-up nodes; all of its own, and gone after the test. */
export class Cluster {
  readonly api: KubernetesApi;
  private readonly daemons: Daemon[] = [];

  private constructor(
    private readonly programs: ClusterPrograms,
    private readonly folder: string,
    readonly authority: Authority,
    private readonly port: number,
    private readonly admin: CertificateFiles,
  ) {
    this.api = new KubernetesApi({ port, authority: authority.file, client: admin });
  }

  /** Runs a cluster for the time of a test. */
  static async use(
    programs: ClusterPrograms,
    options: ClusterOptions,
    test: (cluster: Cluster) => Promise<void>,
  ): Promise<void> {
    const cluster = await Cluster.start(programs, options);
    try {
      await test(cluster);
    } finally {
      await cluster.stop();
    }
  }

  /** Once more when another program took a port between its choice and its use. */
  static async start(programs: ClusterPrograms, options: ClusterOptions): Promise<Cluster> {
    try {
      return await Cluster.startOnce(programs, options);
    } catch (error) {
      const isTaken =
        error instanceof DaemonEnded && error.message.includes("address already in use");
      if (!isTaken) throw error;
      return Cluster.startOnce(programs, options);
    }
  }

  private static async startOnce(
    programs: ClusterPrograms,
    options: ClusterOptions,
  ): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), "chatscale-cluster-"));
    const authority = new Authority(folder);
    const admin = authority.forUser("admin", "system:masters");
    const cluster = new Cluster(programs, folder, authority, await freePort(), admin);
    try {
      await cluster.startAll(options);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  async stop(): Promise<void> {
    this.api.close();
    // The API server first: without etcd it would only complain.
    for (const daemon of this.daemons.reverse()) await daemon.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Where its API server is. */
  get server(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  /**
   * A folder with a command that signs in the one who may do anything, as the clouds' commands do.
   * @param command its name
   */
  signInBy(command: string): string {
    const pem = (file: string): string => readFileSync(file, "utf8");
    const credential = JSON.stringify({
      apiVersion: "client.authentication.k8s.io/v1beta1",
      kind: "ExecCredential",
      status: {
        clientCertificateData: pem(this.admin.cert),
        clientKeyData: pem(this.admin.key),
      },
    });
    const bin = join(this.folder, "bin");
    mkdirSync(bin, { recursive: true });
    const script = `#!/bin/sh\ncat "${this.write(`${command}.json`, credential)}"\n`;
    writeFileSync(join(bin, command), script, { mode: 0o755 });
    return bin;
  }

  /** Path of a kubeconfig for the one who may do anything. */
  kubeconfig(context: string): string {
    return this.write(`${context}.kubeconfig`, this.kubeconfigFor(this.admin, context));
  }

  private async startAll({ admissionPlugins }: ClusterOptions): Promise<void> {
    const etcdPort = await this.startEtcd();
    this.startApiServer(etcdPort, admissionPlugins);
    await until("the API server", async () => {
      this.daemons.forEach((daemon) => daemon.assertRuns());
      return this.api.send<string>("GET", "/readyz");
    });
    this.startControllers();
    this.startKwok();
  }

  private async startEtcd(): Promise<number> {
    const [client, peer] = [await freePort(), await freePort()];
    const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
    this.start(this.programs.etcd, [
      `--data-dir=${join(this.folder, "etcd")}`,
      `--listen-client-urls=${clientUrl}`,
      `--advertise-client-urls=${clientUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
      // What it keeps is thrown away with the test.
      "--unsafe-no-fsync",
      "--name=default",
      "--log-level=warn",
    ]);
    return client;
  }

  private startApiServer(etcdPort: number, admissionPlugins: readonly string[]): void {
    const server = this.authority.forServer("api-server", "IP:127.0.0.1", "DNS:localhost");
    const accounts = this.authority.forServer("service-accounts", "DNS:none");
    this.start(this.programs.apiServer, [
      `--etcd-servers=http://127.0.0.1:${etcdPort}`,
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      `--secure-port=${this.port}`,
      `--tls-cert-file=${server.cert}`,
      `--tls-private-key-file=${server.key}`,
      `--client-ca-file=${this.authority.file}`,
      "--authorization-mode=Node,RBAC",
      // As the clouds have it: what refuses a privileged pod is Pod Security.
      "--allow-privileged=true",
      `--enable-admission-plugins=${admissionPlugins.join(",")}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${accounts.cert}`,
      `--service-account-signing-key-file=${accounts.key}`,
      "--service-cluster-ip-range=172.20.0.0/16",
      `--cert-dir=${join(this.folder, "api-server")}`,
    ]);
  }

  private startControllers(): void {
    const loopback = ["--leader-elect=false", "--secure-port=0"];
    const manager = this.kubeconfigFile("system:kube-controller-manager");
    this.start(this.programs.controllerManager, [
      ...loopback,
      `--kubeconfig=${manager}`,
      "--use-service-account-credentials=true",
      `--service-account-private-key-file=${join(this.folder, "service-accounts.key")}`,
      `--root-ca-file=${this.authority.file}`,
      // The kubelets are made up, and so are the metrics: what follows from them can come sooner.
      "--horizontal-pod-autoscaler-sync-period=1s",
      "--horizontal-pod-autoscaler-initial-readiness-delay=1s",
      "--horizontal-pod-autoscaler-cpu-initialization-period=1s",
    ]);
    const scheduler = this.kubeconfigFile("system:kube-scheduler");
    this.start(this.programs.scheduler, [...loopback, `--kubeconfig=${scheduler}`]);
  }

  private startKwok(): void {
    const stages = join(this.folder, "stages.yaml");
    writeFileSync(stages, KWOK_STAGES);
    this.start(this.programs.kwok, [
      `--kubeconfig=${this.kubeconfig("kwok")}`,
      `--config=${stages}`,
      "--manage-all-nodes=true",
      "--node-lease-duration-seconds=40",
    ]);
  }

  private start(program: string, args: readonly string[]): void {
    this.daemons.push(Daemon.start(program, args, this.folder));
  }

  private kubeconfigFile(user: string): string {
    const file = `${user.replaceAll(":", "-")}.kubeconfig`;
    return this.write(file, this.kubeconfigFor(this.authority.forUser(user), "test"));
  }

  private kubeconfigFor({ cert, key }: CertificateFiles, context: string): string {
    const cluster = { server: this.server, "certificate-authority": this.authority.file };
    return JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: context, cluster }],
      contexts: [{ name: context, context: { cluster: context, user: context } }],
      "current-context": context,
      users: [{ name: context, user: { "client-certificate": cert, "client-key": key } }],
    });
  }

  private write(name: string, text: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }
}
