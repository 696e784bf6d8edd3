import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonWith } from "../../tests/deep/support/python";
import { freePort } from "../../tests/support/gatewayProcess";
import { serverOf, untilReady, type BenchServer } from "./servers";

/** The name under which LiteLLM offers the mock model. */
export const LITELLM_MODEL = "mock";

/**
 * The LiteLLM proxy in front of the model, in one process, with its defaults and no database.
 * @returns undefined where it cannot be had, after one line that says why
 */
export async function startLitellm(model: BenchServer): Promise<BenchServer | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "chatscale-litellm-"));
  try {
    const python = await pythonWith(join(__dirname, "litellm", "requirements.txt"));
    const config = join(folder, "config.yaml");
    writeFileSync(config, JSON.stringify(configOf(model)));
    const port = await freePort();
    // By the module: the command's own script names the folder that the environment was made in.
    const module = ["-m", "litellm.proxy.proxy_cli", "--config", config, "--num_workers", "1"];
    const child = spawn(python, [...module, "--host", "127.0.0.1", "--port", String(port)], {
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        // Otherwise it fetches its list of prices from the Internet when it starts.
        LITELLM_LOCAL_MODEL_COST_MAP: "True",
        LITELLM_LOG: "ERROR",
      },
      stdio: ["ignore", "ignore", "ignore"],
    });
    const server = serverOf(child, `http://127.0.0.1:${port}`);
    await untilReady(child, server.origin, "/health/liveliness");
    return {
      ...server,
      stop: async () => {
        await server.stop();
        rmSync(folder, { recursive: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    console.log(`  LiteLLM is left out: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** JSON is YAML. The key is no secret: the mock asks for none, but LiteLLM wants one to send. */
function configOf(model: BenchServer): object {
  const parameters = { model: "openai/mock", api_base: `${model.origin}/v1`, api_key: "none" };
  return {
    model_list: [{ model_name: LITELLM_MODEL, litellm_params: parameters }],
    // No client needs a token, as with the other proxies; it listens on this machine only.
    general_settings: { dangerously_permit_weak_or_unset_master_key: true },
  };
}
