/** Ink on white: 16:1 and 6:1 of contrast. */
export const TEXT = "#1b1f24";
export const MUTED = "#57606a";
export const GRID = "#e4e7eb";

export const FONT = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif";

/** Colours that colour-blind people can tell apart (Okabe and Ito, Color Universal Design, 2008). */
export const COLOURS = {
  blue: "#0072b2",
  sky: "#56b4e9",
  green: "#009e73",
  orange: "#e69f00",
  red: "#d55e00",
  purple: "#cc79a7",
  grey: "#b4bac1",
} as const;
