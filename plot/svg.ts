/** Attributes of an element; undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One SVG element. @param children markup, not text */
export function element(
  name: string,
  attributes: Attributes,
  ...children: readonly string[]
): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(short(value))}"`],
  );
  const start = `<${name}${written.join("")}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.join("")}</${name}>`;
}

/** A text element. */
export function text(content: string, attributes: Attributes): string {
  return element("text", attributes, escaped(content));
}

/** A path through the points; an undefined one breaks it. */
export function pathOf(points: readonly (readonly [x: number, y: number] | undefined)[]): string {
  let pen = "M";
  const steps: string[] = [];
  for (const point of points) {
    if (point) steps.push(`${pen}${short(point[0])},${short(point[1])}`);
    pen = point ? "L" : "M";
  }
  return steps.join("");
}

/** Text as XML has it; what XML 1.0 has no place for at all becomes the replacement character. */
export function escaped(content: string): string {
  return content
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A hundredth of a pixel is finer than any screen. */
function short(value: string | number): string {
  return typeof value === "number" ? String(Math.round(value * 100) / 100) : value;
}
