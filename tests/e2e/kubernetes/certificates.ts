import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Paths of a certificate and its key, in PEM. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** Signs the certificates of one cluster; its files lie in a folder of the test's. */
export class Authority {
  private readonly own: CertificateFiles;

  constructor(private readonly folder: string) {
    this.own = this.create("authority", "/CN=authority", [
      "-addext",
      "basicConstraints=critical,CA:TRUE",
    ]);
  }

  /** Path of the certificate that all others are trusted by. */
  get file(): string {
    return this.own.cert;
  }

  get pem(): string {
    return readFileSync(this.own.cert, "utf8");
  }

  /** A certificate of a Kubernetes user, who may be of a group. */
  forUser(name: string, group?: string): CertificateFiles {
    const organization = group === undefined ? "" : `/O=${group}`;
    return this.sign(name.replaceAll(":", "-"), `${organization}/CN=${name}`, []);
  }

  /** A certificate of a server that is called by these names, `DNS:` or `IP:` each. */
  forServer(name: string, ...names: readonly string[]): CertificateFiles {
    return this.sign(name, `/CN=${name}`, ["-addext", `subjectAltName=${names.join(",")}`]);
  }

  private sign(name: string, subject: string, options: readonly string[]): CertificateFiles {
    const { cert, key } = this.own;
    return this.create(name, subject, ["-CA", cert, "-CAkey", key, ...options]);
  }

  private create(name: string, subject: string, options: readonly string[]): CertificateFiles {
    const cert = join(this.folder, `${name}.crt`);
    const key = join(this.folder, `${name}.key`);
    const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-days", "2", ...newKey, "-keyout", key, "-out", cert],
        ...["-subj", subject, ...options],
      ],
      { stdio: "pipe" },
    );
    return { cert, key };
  }
}
