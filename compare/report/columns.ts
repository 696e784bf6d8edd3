const WIDTH = 80;

/** A table in columns: the first to the left, the others to the right. */
export function rows(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  // Two spaces between columns read better; where they do not fit, one does.
  const width = widths.reduce((sum, each) => sum + each + 2, -2);
  const gap = width <= WIDTH ? "  " : " ";
  return all.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join(gap)
      .trimEnd(),
  );
}

/** Words in lines of at most 80 columns. */
export function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
