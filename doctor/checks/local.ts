import { z } from "zod";

import { askJson, askText, fix, isAtLeast, ok, unchecked } from "../ask";
import type { Check } from "../types";

/** The oldest Node that the program runs on: `engines` of package.json. */
const OLDEST_NODE = "20.19";

export const node: Check = (_facts, { nodeVersion }) => {
  const found = isAtLeast(nodeVersion, OLDEST_NODE)
    ? ok("node", `Node ${nodeVersion}.`)
    : fix("node", `Node ${nodeVersion} is older than ${OLDEST_NODE}.`, "nvm install 22");
  return Promise.resolve([found]);
};

const INSTALL_PULUMI = "curl -fsSL https://get.pulumi.com | sh";

/** A CLI older than the SDK may not know what the SDK asks of it. */
export const pulumi: Check = async ({ sdkVersion }, world) => {
  const asked = await askText(world, "pulumi", "version");
  if ("why" in asked) {
    const isMissing = asked.answer.outcome === "missing";
    return [isMissing ? fix("pulumi", asked.why, INSTALL_PULUMI) : unchecked("pulumi", asked.why)];
  }
  const [version] = /^v?\d+\.\d+\.\d+\S*$/.exec(asked.value) ?? [];
  if (version === undefined) return [unchecked("pulumi", "`pulumi version` answers no version.")];
  if (isAtLeast(version, sdkVersion)) return [ok("pulumi", `Pulumi ${version}.`)];
  const what = `Pulumi ${version} is older than its SDK, ${sdkVersion}.`;
  return [fix("pulumi", what, INSTALL_PULUMI)];
};

const PLUGINS = z.array(
  z.object({ name: z.string(), kind: z.string(), version: z.string().optional() }),
);

/** `pulumi up` brings what is missing itself, where it can reach Pulumi's downloads. */
export const plugins: Check = async ({ plugins: wanted }, world) => {
  const asked = await askJson(world, PLUGINS, "pulumi", "plugin", "ls", "--json");
  if ("why" in asked) return [unchecked("plugins", asked.why)];
  const there = asked.value.map(({ name, version }) => `${name} ${version ?? ""}`);
  const missing = wanted.filter(({ name, version }) => !there.includes(`${name} ${version}`));
  if (missing.length === 0) {
    return [ok("plugins", `All ${wanted.length} are there, in the versions of the SDKs.`)];
  }
  const names = missing.map(({ name, version }) => `${name} ${version}`).join(", ");
  const [first] = missing;
  return [
    {
      ...ok("plugins", `\`pulumi up\` will download ${names}.`),
      command: `pulumi plugin install resource ${first?.name ?? ""} ${first?.version ?? ""}`,
    },
  ];
};
