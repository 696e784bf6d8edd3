/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of a function is not as it must be. Names variables, never shows values. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The settings are wrong: ${problems.join(" ")}`);
    this.name = "SettingsError";
  }
}

/** Reads settings, and collects what is wrong with them so that all of it shows at once. */
export class SettingsReader {
  private readonly problems: string[] = [];

  constructor(private readonly environment: Environment) {}

  optional(name: string): string | undefined {
    const value = this.environment[name];
    return value === "" ? undefined : value;
  }

  text(name: string): string {
    const value = this.optional(name);
    if (value === undefined) this.problems.push(`${name} is missing.`);
    return value ?? "";
  }

  oneOf<T extends string>(name: string, first: T, ...others: readonly T[]): T {
    const value = this.text(name);
    const values = [first, ...others];
    const found = values.find((one) => one === value);
    if (found === undefined && value !== "") {
      this.problems.push(`${name} must be one of: ${values.join(", ")}.`);
    }
    return found ?? first;
  }

  /** A whole number of at least 1. */
  count(name: string): number {
    const value = this.text(name);
    if (value !== "" && !/^[1-9]\d{0,8}$/.test(value)) {
      this.problems.push(`${name} must be a whole number of at least 1.`);
    }
    return Number(value);
  }

  list(name: string): string[] {
    return this.text(name)
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }

  /** Adds a problem that only the caller sees; in words that show no value. */
  refuse(problem: string): void {
    this.problems.push(problem);
  }

  /** @throws SettingsError when anything that was read is wrong */
  check(): void {
    if (this.problems.length > 0) throw new SettingsError(this.problems);
  }
}

export interface ModelSettings {
  readonly backend: "demo" | "openai";
  readonly url: string;
  readonly name: string | undefined;
}

/** Where the ledger is, when it is not each instance's memory. */
export interface LedgerSettings {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
}

/** What the worker reads on both clouds. */
export interface WorkerSettings {
  readonly callbackHosts: readonly string[];
  readonly model: ModelSettings;
  readonly ledger: LedgerSettings | undefined;
  readonly timeoutSeconds: number;
}

/** @param auth the way in to the ledger that the cloud has: a password, or tokens of an identity */
export function readWorkerSettings(
  reader: SettingsReader,
  auth: "password" | "entra",
): WorkerSettings {
  return {
    callbackHosts: reader.list("CALLBACK_HOSTS"),
    model: readModel(reader),
    ledger: readLedger(reader, auth),
    timeoutSeconds: reader.count("TIMEOUT_SECONDS"),
  };
}

function readModel(reader: SettingsReader): ModelSettings {
  const backend = reader.oneOf("MODEL_BACKEND", "demo", "openai");
  const url = backend === "openai" ? reader.text("MODEL_URL") : "";
  return { backend, url, name: reader.optional("MODEL_NAME") };
}

function readLedger(reader: SettingsReader, auth: string): LedgerSettings | undefined {
  if (reader.optional("SESSION_STORE") === undefined) return undefined;
  if (reader.oneOf("SESSION_STORE", "memory", "redis") === "memory") return undefined;
  reader.oneOf("SESSION_STORE_AUTH", auth);
  return {
    host: reader.text("SESSION_STORE_HOST"),
    port: reader.count("SESSION_STORE_PORT"),
    // A token is of nobody without the name of its identity.
    username:
      auth === "entra"
        ? reader.text("SESSION_STORE_USERNAME")
        : reader.optional("SESSION_STORE_USERNAME"),
  };
}
