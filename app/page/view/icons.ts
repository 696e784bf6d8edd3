/** Strokes on a grid of 24 by 24, drawn for this page. */
const PATHS = {
  copy: ["M9 9h10v11H9z", "M15 9V4H5v11h4"],
  done: ["M5 12.5l4.5 4.5L19 7.5"],
  edit: ["M4 20h4L19 9l-4-4L4 16z", "M13 7l4 4"],
  again: ["M19 12a7 7 0 1 1-2-4.9L19.5 9", "M19.5 4v5h-5"],
  bin: ["M5 7h14", "M10 7V4h4v3", "M7 7l1 13h8l1-13"],
  down: ["M12 5v14", "M6 13l6 6 6-6"],
  warning: ["M12 4L2.5 20h19z", "M12 10v4", "M12 17v.2"],
} as const;

export type Icon = keyof typeof PATHS;

const SVG = "http://www.w3.org/2000/svg";

/** A picture beside a label, or in a button that has one; readers of the screen pass it over. */
export function icon(name: Icon): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
