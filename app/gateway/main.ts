import { SettingsError } from "../functions/settings";
import { Gateway } from "./gateway";
import { errorName, jsonLog, type Log } from "./log";
import { gatewayParts } from "./parts";
import { readSettings } from "./settings";

async function main(log: Log): Promise<void> {
  const settings = readSettings(process.env);
  const gateway = new Gateway(await gatewayParts(settings, log));
  let leaving: Promise<void> | undefined;
  process.on("SIGTERM", () => void (leaving ??= gateway.drain().catch(fail)));
  process.on("SIGINT", () => void gateway.close().catch(fail));
  const { model, auth } = settings;
  log.info("listening", { ...(await gateway.listen()), model: model.backend, auth: auth.kind });
}

/** A message of the settings names variables only; any other may hold anything. */
function fail(error: unknown): void {
  const isSettings = error instanceof SettingsError;
  log.error("failed", { error: isSettings ? error.message : errorName(error) });
  process.exitCode = 1;
}

const log = jsonLog((line) => process.stdout.write(line));
void main(log).catch(fail);
