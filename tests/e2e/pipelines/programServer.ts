import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";

type Runtime = new (program: PulumiFn) => UntypedServiceImplementation;

/** What the Automation API has for inline programs; the SDK exports it without its type. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { LanguageServer } = require("@pulumi/pulumi/automation/server") as {
  LanguageServer: Runtime;
};

/** Runs the program in this process whenever a CLI asks for it, as the Automation API does. */
export class ProgramServer {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(program: PulumiFn): Promise<ProgramServer> {
    const server = new Server();
    server.addService(LanguageRuntimeService, new LanguageServer(program));
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    return new ProgramServer(server, port);
  }

  stop(): void {
    this.server.forceShutdown();
  }
}
