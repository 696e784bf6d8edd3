import assert from "node:assert/strict";
import { OPTION_IDS } from "../../../compare/options/kinds";
import { runCommand } from "../../support/command";
import { PROJECT_DIR } from "../../support/plans";

const TRACE = "compare/data/azure-chats-2023.csv";

const compare = (...args: string[]) =>
  runCommand(["compare", ...args], { env: { INIT_CWD: PROJECT_DIR } });

describe("real traffic through all options", () => {
  it("fits a table of 80 columns, with a sentence for the goal", async () => {
    const { code, out, err } = await compare("--traffic", TRACE, "--prefer", "latency");
    assert.deepEqual([code, err], [0, ""]);
    assert.ok(
      out.split("\n").every((line) => line.length <= 80),
      out,
    );
    assert.match(out, /^19,366 chats in 58 min: azure-chats-2023\.csv\. Config of dev, dev-ecs, /);
    assert.match(out, /\(a[\w+-]+\) shows the first words soonest/);
    for (const id of OPTION_IDS) assert.ok(out.includes(id), id);
  });

  it("comes out the same each time, whatever the stack", async () => {
    const args = ["--stack", "prod-azure", "--traffic", TRACE, "--json"];
    const [first, second] = [await compare(...args), await compare(...args)];
    assert.equal(first.code, 0);
    assert.equal(first.out, second.out);
    const { options, stacks } = JSON.parse(first.out) as {
      readonly options: Readonly<Record<string, { chats: number; served: number }>>;
      readonly stacks: readonly string[];
    };
    assert.deepEqual([...stacks].sort(), ["prod-aws", "prod-azure"]);
    for (const id of OPTION_IDS) assert.equal(options[id]?.chats, 19_366, id);
    assert.equal(options["azure-aks"]?.served, 19_366);
  });
});
