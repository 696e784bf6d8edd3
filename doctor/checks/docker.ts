import { z } from "zod";

import { askJson, askText, fix, ok, unchecked } from "../ask";
import type { Check } from "../types";

const SERVER = z.object({ Os: z.string(), Arch: z.string(), Version: z.string() });

/** Where an image is built: the daemon, and emulation where the nodes' machines are of another kind. */
export const docker: Check = async ({ builds }, world) => {
  if (builds.length === 0) return [];
  const server = await askJson(world, SERVER, "docker", "version", "--format", "{{json .Server}}");
  if ("why" in server) {
    const { outcome } = server.answer;
    if (outcome === "missing") {
      return [
        fix(
          "docker",
          `${server.why} It builds the gateway.`,
          "curl -fsSL https://get.docker.com | sh",
        ),
      ];
    }
    if (outcome === "failed") {
      return [
        fix(
          "docker",
          "Docker is not running. It builds the gateway.",
          "sudo systemctl start docker",
        ),
      ];
    }
    return [unchecked("docker", server.why)];
  }
  const { Os: os, Arch: arch, Version: version } = server.value;
  const foreign = builds.filter((platform) => platform !== `${os}/${arch}`);
  const running = ok("docker", `Docker ${version} runs, on ${os}/${arch}.`);
  if (foreign.length === 0) return [running];
  const inspected = await askText(world, "docker", "buildx", "inspect");
  if ("why" in inspected) {
    const what = `Whether it can build ${foreign.join(", ")}: ${inspected.why}`;
    return [running, unchecked("emulation", what, "docker buildx install")];
  }
  const [, platforms = ""] = /^Platforms:\s*(.+)$/m.exec(inspected.value) ?? [];
  const known = platforms.split(",").map((each) => each.trim().replace(/\*$/, ""));
  const missing = foreign.filter((platform) => !known.includes(platform));
  if (missing.length === 0)
    return [running, ok("emulation", `It builds ${foreign.join(", ")} too.`)];
  const archs = missing.map((platform) => platform.split("/")[1] ?? "").join(",");
  return [
    running,
    fix(
      "emulation",
      `It cannot build ${missing.join(", ")}.`,
      `docker run --privileged --rm tonistiigi/binfmt --install ${archs}`,
    ),
  ];
};
