import { Gateway } from "../../app/gateway/gateway";
import { jsonLog } from "../../app/gateway/log";
import { gatewayParts } from "../../app/gateway/parts";
import { readSettings } from "../../app/gateway/settings";

/** A gateway in this process, on free ports. */
export interface TestGateway {
  readonly base: string;
  readonly metrics: string;
  /** Every line of its log so far. */
  readonly log: readonly string[];
  readonly gateway: Gateway;
  close(): Promise<void>;
}

/** Starts a gateway as its environment says; by default with the demo model, at full speed. */
export async function startGateway(
  environment: Readonly<Record<string, string>> = {},
): Promise<TestGateway> {
  const log: string[] = [];
  const settings = readSettings({
    PORT: "0",
    METRICS_PORT: "0",
    DEMO_TOKENS_PER_SECOND: "0",
    CHATS_PER_MINUTE: "100000",
    ...environment,
  });
  const parts = await gatewayParts(
    settings,
    jsonLog((line) => log.push(line)),
  );
  const gateway = new Gateway(parts);
  const { port, metricsPort } = await gateway.listen();
  return {
    base: `http://127.0.0.1:${port}`,
    metrics: `http://127.0.0.1:${metricsPort}`,
    log,
    gateway,
    close: () => gateway.close(),
  };
}
