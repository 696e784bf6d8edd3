import { PulumiCommand } from "@pulumi/pulumi/automation";
import { goTool, NoGo } from "../support/goTool";

/** The engine that go.mod pins. */
const VERSION = "3.259.0";

/** The pulumi program for the tests of a suite; without Go they are skipped, but never in CI. */
export function usePulumi(): () => PulumiCommand {
  let command: PulumiCommand | undefined;
  before(async function () {
    this.timeout(0);
    const tool = {
      name: "pulumi",
      module: __dirname,
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      variables: [`github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${VERSION}`],
    };
    try {
      command = await PulumiCommand.get({ root: await goTool(tool) });
    } catch (error) {
      if (!(error instanceof NoGo) || process.env["CI"] !== undefined) throw error;
      process.stderr.write(`chatscale: skipped: ${error.message}\n`);
      this.skip();
    }
  });
  return () => {
    if (!command) throw new Error("there is no pulumi yet");
    return command;
  };
}
