import { spawn } from "node:child_process";

/** What opens an address in the user's browser. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["explorer"],
};

/** Opens an address in the browser, where there is a person with a screen; else does nothing. */
export function openBrowser(url: string, env: NodeJS.ProcessEnv): void {
  const { platform, stdout } = process;
  const hasScreen =
    platform in OPENERS || Boolean(env["DISPLAY"]) || Boolean(env["WAYLAND_DISPLAY"]);
  if (!stdout.isTTY || !hasScreen || Boolean(env["CI"])) return;
  const [command, ...args] = OPENERS[platform] ?? ["xdg-open"];
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true });
  // The address is on the screen already.
  child.on("error", () => undefined);
  child.unref();
}
