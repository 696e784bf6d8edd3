import { PulumiCommand } from "@pulumi/pulumi/automation";
import { goTool, useGo } from "../support/goTool";

/** The engine that go.mod pins. */
const VERSION = "3.259.0";

/** The pulumi program for the tests of a suite. */
export function usePulumi(): () => PulumiCommand {
  return useGo(async () => PulumiCommand.get({ root: await pulumiRoot() }));
}

/** The folder of the pulumi program, which is built when there is none. */
export function pulumiRoot(): Promise<string> {
  return goTool({
    name: "pulumi",
    module: __dirname,
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    variables: [`github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${VERSION}`],
  });
}
