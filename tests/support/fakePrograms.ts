import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a program does when its arguments begin so. */
export interface Fake {
  readonly out?: string;
  readonly err?: string;
  /** Default: 0. */
  readonly code?: number;
  /** It never ends by itself. */
  readonly hangs?: true;
}

/** By program, then by the beginning of its arguments; what is not listed fails with code 64. */
export type Fakes = Readonly<Record<string, Readonly<Record<string, Fake>>>>;

/** A PATH with nothing on it but programs of a test's own: real processes that say what they are told. */
export class FakePrograms {
  readonly path = mkdtempSync(join(tmpdir(), "chatscale-path-"));

  private readonly asking = join(this.path, "asked");

  constructor(fakes: Fakes) {
    for (const [name, answers] of Object.entries(fakes)) {
      const cases = Object.entries(answers).map(([start, fake], index) =>
        this.answer(start, fake, join(this.path, `${name}.${index}`)),
      );
      const lines = [
        "#!/bin/sh",
        `echo "${name} $*" >>"${this.asking}"`,
        'case "$*" in',
        ...cases,
        "*) exit 64 ;;",
        "esac",
      ];
      const file = join(this.path, name);
      writeFileSync(file, `${lines.join("\n")}\n`);
      chmodSync(file, 0o755);
    }
  }

  /** The command lines that were run, in no order. */
  asked(): string[] {
    try {
      return readFileSync(this.asking, "utf8").trim().split("\n").sort();
    } catch {
      return [];
    }
  }

  private answer(start: string, { out = "", err = "", code = 0, hangs }: Fake, file: string) {
    writeFileSync(`${file}.out`, out);
    writeFileSync(`${file}.err`, err);
    // The PATH has no other programs.
    const tell = `/bin/cat "${file}.out"; /bin/cat "${file}.err" >&2; exit ${code}`;
    return `'${start}'*) ${hangs ? "exec /bin/sleep 100000" : tell} ;;`;
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
