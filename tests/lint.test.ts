import assert from "node:assert/strict";
import { join } from "node:path";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";

// The code need not exist, and without type information a snippet takes milliseconds.
const eslint = new ESLint({
  cwd: join(__dirname, ".."),
  overrideConfig: [
    tseslint.configs.disableTypeChecked,
    { rules: { "@typescript-eslint/no-unused-vars": "off" } },
  ],
});

async function problems(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(__dirname, "..", file) });
  assert.ok(result);
  return result.messages.map(({ ruleId, message }) => `${ruleId ?? "parser"}: ${message}`);
}

type Snippet = readonly [file: string, code: string];

const importAws = `import * as eks from "@pulumi/aws/eks";`;
const importAzure = `import * as cs from "@pulumi/azure-native/containerservice";`;
const readConfig = `import * as pulumi from "@pulumi/pulumi"; new pulumi.Config();`;
const setMocks = `import * as pulumi from "@pulumi/pulumi"; await pulumi.runtime.setMocks(mocks);`;

const rules: readonly {
  readonly rule: string;
  readonly message: RegExp;
  readonly banned: readonly Snippet[];
  readonly allowed: readonly Snippet[];
}[] = [
  {
    rule: "an AWS SDK import lives in aws/",
    message: /AWS SDK import lives in aws/,
    banned: [
      ["azure/aks.ts", importAws],
      ["shared/platform.ts", importAws],
      ["kubernetes/index.ts", importAws],
      ["index.ts", importAws],
      ["cli/compare.ts", `const eks = await import("@pulumi/aws/eks");`],
      ["shared/platform.ts", `import type { Cluster } from "@pulumi/aws/eks";`],
      ["shared/platform.ts", `export type C = import("@pulumi/aws/eks").Cluster;`],
      ["shared/platform.ts", `export { Cluster } from "@pulumi/aws/eks";`],
    ],
    allowed: [
      ["aws/eks.ts", importAws],
      ["tests/aws/eks.test.ts", importAws],
    ],
  },
  {
    rule: "an Azure SDK import lives in azure/",
    message: /Azure SDK import lives in azure/,
    banned: [
      ["aws/eks.ts", importAzure],
      ["kubernetes/index.ts", importAzure],
      ["shared/platform.ts", importAzure],
      ["shared/kubernetes/app.ts", `import * as ad from "@pulumi/azuread";`],
    ],
    allowed: [
      ["azure/aks.ts", importAzure],
      ["tests/azure/aks.test.ts", importAzure],
    ],
  },
  {
    rule: "nothing imports the root of an SDK",
    message: /root loads every service/,
    banned: [
      ["aws/eks.ts", `import * as aws from "@pulumi/aws";`],
      ["azure/aks.ts", `import { containerservice } from "@pulumi/azure-native";`],
      ["shared/kubernetes/app.ts", `import * as k8s from "@pulumi/kubernetes";`],
      ["shared/platform.ts", `import type * as k8s from "@pulumi/kubernetes";`],
      ["tests/aws/eks.test.ts", `import * as aws from "@pulumi/aws";`],
    ],
    allowed: [["shared/kubernetes/app.ts", `import * as apps from "@pulumi/kubernetes/apps/v1";`]],
  },
  {
    rule: "only index.ts picks a cloud",
    message: /Only index\.ts picks a cloud/,
    banned: [
      ["aws/eks.ts", `import { deploy } from "../azure/index.js";`],
      ["azure/aks.ts", `import { deploy } from "../aws/index.js";`],
      ["kubernetes/valkey.ts", `import { deploy } from "../aws/index.js";`],
      ["aws/eks.ts", `import { Valkey } from "../kubernetes/valkey.js";`],
      ["shared/platform.ts", `import { Valkey } from "../kubernetes/valkey.js";`],
      ["shared/scaling.ts", `import { nodes } from "../aws/nodes.js";`],
      ["shared/kubernetes/app.ts", `const aws = await import("../../aws/index.js");`],
      ["plan/run.ts", `export * from "../aws/index.js";`],
    ],
    allowed: [
      ["aws/eks.ts", `import { name } from "../shared/naming.js";`],
      ["aws/functions/handler.ts", `import { role } from "../roles.js";`],
      ["tests/aws/eks.test.ts", `import { EksCluster } from "../../aws/eks.js";`],
      ["kubernetes/valkey.ts", `import { tcp } from "../shared/kubernetes/networkPolicies.js";`],
      ["shared/image.ts", `import { tcp } from "../shared/kubernetes/networkPolicies.js";`],
    ],
  },
  {
    rule: "index.ts loads only the chosen cloud",
    message: /await import\(\)/,
    banned: [
      ["index.ts", `import { deploy } from "./aws/index.js";`],
      ["index.ts", `export { deploy } from "./azure/index.js";`],
      ["index.ts", `import { deploy } from "./kubernetes/index.js";`],
    ],
    allowed: [["index.ts", `const { deploy } = await import("./azure/index.js");`]],
  },
  {
    rule: "a plan is run by cli/ and bench/",
    message: /Only cli\/ and bench\/ run a plan/,
    banned: [
      ["shared/scaling.ts", `import { planStack } from "../plan/run.js";`],
      ["cost/estimate.ts", `import { planStack } from "../plan/run.js";`],
    ],
    allowed: [
      ["cli/diff.ts", `import { planStack } from "../plan/run.js";`],
      ["bench/main.ts", `import { planStack } from "../plan/run.js";`],
      ["plan/run.ts", `import { render } from "./render.js";`],
    ],
  },
  {
    rule: "only cli/ compares plans",
    message: /Only cli\/ compares plans/,
    banned: [
      ["plan/tree.ts", `import { compare } from "../diff/compare.js";`],
      ["cost/estimate.ts", `import { classify } from "../diff/classify.js";`],
    ],
    allowed: [
      ["cli/diff.ts", `import { stackDiff } from "../diff/stack.js";`],
      ["diff/stack.ts", `import { wholeDollars } from "../cost/money.js";`],
    ],
  },
  {
    rule: "only cli/ and diff/ judge a plan",
    message: /Only cli\/ and diff\/ judge a plan/,
    banned: [
      ["plan/tree.ts", `import { judge } from "../policy/judge.js";`],
      ["cost/estimate.ts", `import { POLICIES } from "../policy/policies.js";`],
      ["aws/cache.ts", `import { POLICIES } from "../policy/policies.js";`],
      ["index.ts", `import { POLICIES } from "./policy/policies.js";`],
    ],
    allowed: [
      ["cli/policy.ts", `import { judge } from "../policy/judge.js";`],
      ["diff/stack.ts", `import type { Violation } from "../policy/types.js";`],
      ["policy/judge.ts", `import type { Plan } from "../plan/types.js";`],
    ],
  },
  {
    rule: "only cli/ examines a machine",
    message: /Only cli\/ examines a machine/,
    banned: [
      ["policy/judge.ts", `import { examine } from "../doctor/examine.js";`],
      ["shared/image.ts", `import { runner } from "../doctor/runner.js";`],
    ],
    allowed: [["cli/doctor.ts", `import { examine } from "../doctor/examine.js";`]],
  },
  {
    rule: "only cli/ prices a plan",
    message: /Only cli\/ prices a plan/,
    banned: [
      ["plan/tree.ts", `import { estimate } from "../cost/estimate.js";`],
      ["shared/scaling.ts", `import { usageWith } from "../cost/usage.js";`],
    ],
    allowed: [
      ["cli/plan.ts", `import { estimate } from "../cost/estimate.js";`],
      ["cost/json.ts", `import type { Plan } from "../plan/types.js";`],
    ],
  },
  {
    rule: "only cli/ rehearses failures",
    message: /Only cli\/ rehearses failures/,
    banned: [
      ["load/run.ts", `import { rehearse } from "../rehearsal/run.js";`],
      ["app/gateway/main.ts", `import { World } from "../../rehearsal/world.js";`],
    ],
    allowed: [["cli/rehearse.ts", `import { rehearse } from "../rehearsal/run.js";`]],
  },
  {
    rule: "nothing imports cli/",
    message: /nothing imports them/,
    banned: [
      ["plan/run.ts", `import { main } from "../cli/main.js";`],
      ["shared/kubernetes/app.ts", `import { main } from "../../cli/main.js";`],
    ],
    allowed: [
      ["cli/main.ts", `import { diff } from "./diff.js";`],
      ["tests/cli/main.test.ts", `import { main } from "../../cli/main.js";`],
    ],
  },
  {
    rule: "stack config is read in one file",
    message: /Stack config is read in shared\/config\/load\.ts only/,
    banned: [
      ["aws/eks.ts", readConfig],
      ["shared/config/schema.ts", readConfig],
      ["aws/eks.ts", `import { Config } from "@pulumi/pulumi"; new Config();`],
      ["cli/plan.ts", `import { allConfig } from "@pulumi/pulumi/runtime";`],
      ["aws/eks.ts", `import { region } from "@pulumi/aws/config";`],
    ],
    allowed: [
      ["shared/config/load.ts", readConfig],
      ["aws/eks.ts", `import type { Config } from "../shared/config/schema.js";`],
    ],
  },
  {
    rule: "mocks are set in one place",
    message: /Mocks are set once per process/,
    banned: [
      ["plan/run.ts", setMocks],
      ["tests/aws/eks.test.ts", setMocks],
    ],
    allowed: [
      ["plan/monitor.ts", setMocks],
      ["tests/support/mocks.ts", setMocks],
    ],
  },
  {
    rule: "only cli/ ends the process",
    message: /let cli\/ choose the exit code/,
    banned: [["plan/run.ts", `process.exit(1);`]],
    allowed: [["cli/main.ts", `process.exit(1);`]],
  },
  {
    rule: "only cli/ and bench/ write to the console",
    message: /no-console/,
    banned: [
      ["aws/eks.ts", `console.log("created");`],
      ["index.ts", `console.error("failed");`],
    ],
    allowed: [
      ["cli/main.ts", `console.log("plan");`],
      ["bench/main.ts", `console.log("median");`],
    ],
  },
  {
    rule: "what runs in the cloud stands alone",
    message: /app\/ runs in the cloud/,
    banned: [
      ["app/functions/worker.ts", `import * as pulumi from "@pulumi/pulumi";`],
      ["app/functions/worker.ts", `import { seconds } from "../../shared/units.js";`],
      ["app/functions/lambda/worker.ts", `import { Queue } from "../../../aws/queue.js";`],
    ],
    allowed: [
      ["app/functions/worker.ts", `import { sign } from "./signature.js";`],
      ["app/functions/azure/main.ts", `import { app } from "@azure/functions";`],
    ],
  },
  {
    rule: "the load generator, plots and rehearsals stand beside the program",
    message: /stand beside the program/,
    banned: [
      ["load/run.ts", `import { seconds } from "../shared/units.js";`],
      ["load/run.ts", `import * as pulumi from "@pulumi/pulumi";`],
      ["plot/chart.ts", `import { loadConfig } from "../shared/config/load.js";`],
      ["rehearsal/run.ts", `import { seconds } from "../shared/units.js";`],
    ],
    allowed: [
      ["load/options.ts", `import { show } from "../shared/problems";`],
      ["load/options.ts", `import { show } from "../shared/problems.js";`],
      ["load/plot.ts", `import { drawFigure } from "../plot/figure";`],
      ["rehearsal/tab.ts", `import { Chat } from "../app/page/chat";`],
    ],
  },
  {
    rule: "idiomatic Pulumi code passes",
    message: /^/,
    banned: [],
    allowed: [
      [
        "aws/eks.ts",
        `import * as eks from "@pulumi/aws/eks";
        import * as pulumi from "@pulumi/pulumi";
        export class EksCluster extends pulumi.ComponentResource {
          constructor(name: string, options?: pulumi.ComponentResourceOptions) {
            super("chatbot:aws:EksCluster", name, {}, options);
            new eks.Addon(\`\${name}-dns\`, { clusterName: name }, { parent: this });
            this.registerOutputs({});
          }
        }`,
      ],
    ],
  },
];

describe("the linter", () => {
  for (const { rule, message, banned, allowed } of rules) {
    it(`enforces that ${rule}`, async () => {
      for (const [file, code] of banned) {
        const found = await problems(file, code);
        assert.ok(
          found.some((problem) => message.test(problem)),
          `${file} must not: ${code}\n${found.join("\n")}`,
        );
      }
      for (const [file, code] of allowed) {
        assert.deepEqual(await problems(file, code), [], `${file} may: ${code}`);
      }
    });
  }
});
