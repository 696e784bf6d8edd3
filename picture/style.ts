import type { Kind } from "./types";

/** Colours on a light page and on a dark one. */
interface Colours {
  /** The page, then each area inside the one before. */
  readonly depths: readonly string[];
  readonly box: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly frame: string;
  readonly kinds: Readonly<Record<Kind, string>>;
}

/**
 * The colours of Okabe and Ito (Color Universal Design, 2008), which colour-blind people can tell apart,
 * darkened for the light page until each has 4.5:1 of contrast to its box.
 */
const LIGHT: Colours = {
  depths: ["#ffffff", "#f8f9fb", "#f0f2f5", "#e8ebef", "#e0e4e9"],
  box: "#ffffff",
  text: "#1b1f24",
  muted: "#57606a",
  line: "#6b7681",
  frame: "#c3cad2",
  kinds: {
    people: "#1b1f24",
    outside: "#57606a",
    entry: "#0068a3",
    compute: "#a84300",
    machines: "#7d5a00",
    data: "#00725a",
    messages: "#8f3a73",
    secrets: "#a1343c",
    images: "#46607a",
    watch: "#5b4ab5",
    network: "#57606a",
  },
};

const DARK: Colours = {
  depths: ["#0d1117", "#13181f", "#191f27", "#1f2630", "#262d38"],
  box: "#0d1117",
  text: "#e6edf3",
  muted: "#9aa4ae",
  line: "#8b949e",
  frame: "#414a54",
  kinds: {
    people: "#e6edf3",
    outside: "#9aa4ae",
    entry: "#6cb6ff",
    compute: "#f0883e",
    machines: "#e3b341",
    data: "#3fc9a0",
    messages: "#e38ac0",
    secrets: "#ff8f88",
    images: "#93b3d1",
    watch: "#b0a3ff",
    network: "#9aa4ae",
  },
};

/** The style sheet of a picture: light, and dark where the reader's system is. */
export function styleSheet(font: string): string {
  return [
    `text{font-family:${font}}`,
    rules(LIGHT),
    `@media (prefers-color-scheme:dark){${rules(DARK)}}`,
  ].join("");
}

function rules({ depths, box, text, muted, line, frame, kinds }: Colours): string {
  return [
    ...depths.map((colour, depth) => `.d${depth}{fill:${colour}}`),
    `.area{stroke:${frame}}`,
    `.box{fill:${box}}`,
    `.title{fill:${text}}`,
    `.line,.name,.label{fill:${muted}}`,
    `.link{stroke:${line}}`,
    `.head{fill:${line}}`,
    ...Object.entries(kinds).map(
      ([kind, colour]) => `.${kind} .box,.${kind} .sign{stroke:${colour}}`,
    ),
  ].join("");
}
