import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  LocalWorkspace,
  type EngineEvent,
  type OutputMap,
  type PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation";
import { readStack } from "../../../plan/stackFile";
import { PROJECT_DIR } from "../../support/plans";
import { Account } from "./account";
import { TestProvider } from "./provider";
import { IMAGE, workspaceOptions, type RealCluster } from "./workspace";

const program = createRequire(join(PROJECT_DIR, "Pulumi.yaml"))("./index.ts") as PulumiFn;

/** What the engine does to a resource, as `operation type name`, where it is not "same". */
export type Step = string;

/** A stack of the real program on the real engine, with a state and clouds of its own. */
export class StackUnderTest {
  /** All that the engine has said: its output, and its events as JSON, those of --debug apart. */
  readonly said: string[] = [];
  /** Values of secret config keys, which no stack file holds. */
  readonly secrets: Record<string, string> = {};

  private constructor(
    private readonly stack: Stack,
    private readonly name: string,
    private readonly home: string,
    readonly account: Account,
  ) {}

  /**
   * Opens a stack for the time of a test.
   * @param set overrides of its config, `key=value` each
   * @param cluster where its Kubernetes objects go; default: into the account, like all others
   * @param shared the folder of a state that it shares with other stacks; default: one of its own
   */
  static async use(
    command: PulumiCommand,
    name: string,
    set: readonly string[],
    test: (stack: StackUnderTest) => Promise<void>,
    cluster?: RealCluster,
    shared?: string,
  ): Promise<void> {
    const settings = readStack(PROJECT_DIR, name, [IMAGE, ...set]);
    const account = new Account(settings);
    const home = shared ?? mkdtempSync(join(tmpdir(), "chatscale-e2e-"));
    const provider = await TestProvider.start(account);
    const work = mkdtempSync(join(tmpdir(), "chatscale-e2e-work-"));
    try {
      const stack = await LocalWorkspace.createOrSelectStack(
        { stackName: name, projectName: settings.project, program },
        {
          ...workspaceOptions({
            project: settings.project,
            home,
            providerPort: provider.port,
            cluster,
          }),
          pulumiCommand: command,
          workDir: work,
        },
      );
      const opened = new StackUnderTest(stack, name, home, account);
      await opened.configure(...set);
      await test(opened);
    } finally {
      provider.stop();
      for (const folder of shared === undefined ? [work, home] : [work]) {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }

  /** Replaces the config by that of the stack's file and these overrides. */
  async configure(...set: string[]): Promise<void> {
    const { config, project } = readStack(PROJECT_DIR, this.name, [IMAGE, ...set]);
    const values = Object.entries(config).map(([key, value]) => [key, { value }] as const);
    const secrets = Object.entries(this.secrets).map(
      ([key, value]) => [`${project}:${key}`, { value, secret: true }] as const,
    );
    const old = Object.keys(await this.stack.getAllConfig());
    if (old.length > 0) await this.stack.removeAllConfig(old);
    await this.stack.setAllConfig(Object.fromEntries([...values, ...secrets]));
  }

  /**
   * @param parallel operations at once; default: the engine's
   * @throws Error of the engine, when a resource fails
   */
  async up(parallel?: number): Promise<{ readonly steps: Step[]; readonly outputs: OutputMap }> {
    const { steps, options } = this.record();
    const { outputs } = await this.stack.up({ ...options, ...(parallel && { parallel }) });
    return { steps, outputs };
  }

  async preview(): Promise<Step[]> {
    const { steps, options } = this.record();
    await this.stack.preview(options);
    return steps;
  }

  /**
   * Previews, or deploys, under a policy pack.
   * @param pack the folder of its PulumiPolicy.yaml
   * @returns what it said, `level policy name: message` each, and the engine's error if it stopped
   */
  async under(pack: string, run: "up" | "preview"): Promise<{ said: string[]; error?: Error }> {
    const said = new Set<string>();
    const { options } = this.record();
    const onEvent = (event: EngineEvent): void => {
      options.onEvent(event);
      const { policyName, enforcementLevel, message, resourceUrn = "" } = event.policyEvent ?? {};
      if (policyName !== undefined) {
        said.add(
          `${enforcementLevel ?? ""} ${policyName} ${nameOf(resourceUrn)}: ${message ?? ""}`,
        );
      }
    };
    const all = { ...options, onEvent, policyPacks: [pack] };
    const [result] = await Promise.allSettled([
      run === "up" ? this.stack.up(all) : this.stack.preview(all),
    ]);
    return {
      said: [...said].sort(),
      ...(result.status === "rejected" && { error: result.reason as Error }),
    };
  }

  /** What the clouds have made different, counted by operation. */
  async refresh(): Promise<Record<string, number>> {
    const { summary } = await this.stack.refresh(this.record().options);
    const { same: _same, ...changes } = summary.resourceChanges ?? {};
    return changes;
  }

  /** Looks before it deletes, as `pulumi destroy` does. */
  async destroy(): Promise<void> {
    const { options } = this.record();
    await this.stack.previewDestroy(options);
    await this.stack.destroy(options);
  }

  /** Takes the protection from every resource. */
  async unprotect(): Promise<void> {
    const state = await this.stack.exportStack();
    const deployment = state.deployment as { resources: { protect?: boolean }[] };
    for (const resource of deployment.resources) resource.protect = false;
    await this.stack.importStack(state);
  }

  /** Frees the stack after its engine was killed. */
  async cancel(): Promise<void> {
    await this.stack.cancel();
  }

  /** Kills the engine that works on this stack at the moment. */
  kill(): void {
    const pids = execFileSync("pgrep", ["--parent", String(process.pid), "pulumi"], {
      encoding: "utf8",
    });
    for (const pid of pids.trim().split("\n")) process.kill(Number(pid), "SIGKILL");
  }

  /** The state file, as it lies on disk. */
  state(): string {
    const path = [".pulumi", "stacks", "chatscale", `${this.name}.json`];
    return readFileSync(join(this.home, ...path), "utf8");
  }

  private record() {
    const steps: Step[] = [];
    const onEvent = (event: EngineEvent): void => {
      // The SDK's own notes for debugging hold everything; no one sees them without --debug.
      const severity: string | undefined = event.diagnosticEvent?.severity;
      if (severity !== "debug") this.said.push(JSON.stringify(event));
      const metadata = event.resourcePreEvent?.metadata;
      if (metadata && metadata.op !== "same") {
        steps.push(`${metadata.op} ${metadata.type} ${nameOf(metadata.urn)}`);
      }
    };
    const onOutput = (text: string): number => this.said.push(text);
    return { steps, options: { onEvent, onOutput, diff: true } };
  }
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
