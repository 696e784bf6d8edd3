import { noAuth } from "./auth";
import { demoModel } from "./demoModel";
import { Gateway } from "./gateway";
import { jsonLog } from "./log";
import { MemoryStore } from "./memoryStore";
import { readSettings } from "./settings";

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const log = jsonLog((line) => process.stdout.write(line));
  const gateway = new Gateway({
    settings,
    model: demoModel(30),
    store: new MemoryStore(Date.now),
    isShared: false,
    auth: noAuth,
    log,
  });
  process.once("SIGTERM", () => void gateway.drain());
  process.once("SIGINT", () => void gateway.close());
  log.info("listening", await gateway.listen());
}

void main();
