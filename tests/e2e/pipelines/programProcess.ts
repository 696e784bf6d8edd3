// Run as a process of its own: what a language host is to the CLI. It says where it listens, runs the
// program when it is asked to, and ends when its input does, with the CLI that holds the other end.
import { createRequire } from "node:module";
import { join } from "node:path";
import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { PROJECT_DIR } from "../../support/plans";

type Runtime = new (program: PulumiFn) => UntypedServiceImplementation;

const load = createRequire(join(PROJECT_DIR, "Pulumi.yaml"));
const program = load("./index.ts") as PulumiFn;
/** What the Automation API has for inline programs; the SDK exports it without its type. */
const { LanguageServer } = load("@pulumi/pulumi/automation/server") as { LanguageServer: Runtime };

const server = new Server();
server.addService(LanguageRuntimeService, new LanguageServer(program));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
process.stdin.resume().on("end", () => server.forceShutdown());
