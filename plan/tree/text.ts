/** Cuts a text in its middle, where names differ least. */
export function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  const head = Math.max(Math.ceil((width - 1) / 2), 0);
  const tail = Math.max(width - 1 - head, 0);
  return `${text.slice(0, head)}…${tail > 0 ? text.slice(-tail) : ""}`;
}

/** Lines of words, each as full as fits; a word wider than a line is cut. */
export function filled(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words.map((each) => shorten(each, width))) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

/** Lines of comma-separated items, none of them broken. */
export function listed(items: readonly string[], width: number): string[] {
  const last = items.length - 1;
  return filled(
    items.map((item, index) => `${shorten(item, width - 1)}${index < last ? "," : ""}`),
    width,
  );
}

/** Cells in as many equal columns as fit, filled row by row. */
export function grid(cells: readonly string[], width: number): string[] {
  const cellWidth = Math.max(...cells.map((cell) => cell.length)) + 3;
  const columns = Math.max(Math.floor((width + 3) / cellWidth), 1);
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
    cells.slice(row * columns, (row + 1) * columns),
  );
  return rows.map((row) =>
    shorten(
      row
        .map((cell) => cell.padEnd(cellWidth))
        .join("")
        .trimEnd(),
      width,
    ),
  );
}

/** Names with their runs of numbers closed up: `a-1, a-2, a-3, b` are `a-1…3, b`. */
export function closedUp(names: readonly string[]): string[] {
  const runs: { stem: string; last: number; names: string[] }[] = [];
  for (const name of names) {
    const [, stem = name, digits] = /^(.*?)(\d{1,3})$/.exec(name) ?? [];
    const number = Number(digits ?? Number.NaN);
    const run = runs.at(-1);
    if (run?.stem === stem && number === run.last + 1) {
      run.last = number;
      run.names.push(name);
    } else {
      runs.push({ stem, last: number, names: [name] });
    }
  }
  return runs.flatMap((run) =>
    run.names.length < 3 ? run.names : `${run.names[0] ?? ""}…${run.last}`,
  );
}
