import { join } from "node:path";
import { bundleGateway } from "./bundle";
import { writePage } from "./page";

/** Writes all that the image runs to the folder of the first argument. */
async function main(folder: string): Promise<void> {
  await bundleGateway(join(folder, "gateway.js"));
  await writePage(join(folder, "page"));
}

main(process.argv[2] ?? "out").catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
