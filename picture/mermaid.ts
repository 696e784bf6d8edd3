import type { Area, Kind, Link, Mark, Part, Picture } from "./types";

/** What GitHub's Mermaid takes of a diagram: the defaults of its `maxTextSize` and `maxEdges`. */
const MOST_CHARACTERS = 50_000;
const MOST_LINKS = 500;

/** The stroke of each kind, which stands out from a light and from a dark page. */
const STROKES: Readonly<Record<Kind, string>> = {
  people: "#6e7781",
  outside: "#6e7781",
  entry: "#2f81d6",
  compute: "#d1691f",
  machines: "#b08800",
  data: "#1f9d7a",
  messages: "#bf5fa0",
  secrets: "#d1565c",
  images: "#6b87a3",
  watch: "#8a78e0",
  network: "#6e7781",
};

/** How a change is shown: by a colour, and by a sign for who does not see that. */
const MARKS: Readonly<
  Record<Mark, { readonly sign: string; readonly name: string; readonly style: string }>
> = {
  created: { sign: "+", name: "created", style: "fill:#dafbe1,stroke:#1a7f37,color:#0a3d1a" },
  updated: { sign: "~", name: "updated", style: "fill:#fff8c5,stroke:#9a6700,color:#3f2a00" },
  replaced: { sign: "±", name: "replaced", style: "fill:#ffe2d1,stroke:#bc4c00,color:#4d1f00" },
  "perhaps replaced": {
    sign: "?",
    name: "perhaps",
    style: "fill:#ffe2d1,stroke:#bc4c00,color:#4d1f00,stroke-dasharray:4 3",
  },
  deleted: {
    sign: "-",
    name: "deleted",
    style: "fill:#ffebe9,stroke:#cf222e,color:#5c0d12,stroke-dasharray:4 3",
  },
};

const SHAPES: Readonly<Partial<Record<Kind, readonly [open: string, close: string]>>> = {
  people: ["([", "])"],
  outside: ["([", "])"],
  data: ["[(", ")]"],
};
const BOX = ["[", "]"] as const;

/** The text of a Mermaid flowchart; undefined where GitHub would not draw one so large. */
export function pictureMermaid(picture: Picture): string | undefined {
  const { areas, parts, links } = picture;
  // Names with any character but these could be words of Mermaid's own.
  const ids = new Map([...areas, ...parts].map(({ id }, index) => [id, `n${index}`]));
  const idOf = (id: string): string => ids.get(id) ?? "";
  const all = [...parts, ...areas];
  const marks = (Object.keys(MARKS) as Mark[]).filter((mark) =>
    all.some((each) => each.mark === mark),
  );
  const kinds = [...new Set(parts.filter(({ mark }) => !mark).map(({ kind }) => kind))];
  const lines = [
    "flowchart TB",
    ...inside(undefined, picture, idOf, "  "),
    ...links.map((link) => `  ${arrow(link, idOf)}`),
    ...kinds.map((kind) => `  classDef ${kind} stroke:${STROKES[kind]}`),
    ...kinds.map((kind) =>
      classOf(
        kind,
        parts.filter((part) => !part.mark && part.kind === kind),
      ),
    ),
    ...marks.map((mark) => `  classDef ${MARKS[mark].name} ${MARKS[mark].style}`),
    ...marks.map((mark) =>
      classOf(
        MARKS[mark].name,
        all.filter((each) => each.mark === mark),
      ),
    ),
  ];
  const text = `${lines.join("\n")}\n`;
  return text.length > MOST_CHARACTERS || links.length > MOST_LINKS ? undefined : text;

  function classOf(name: string, members: readonly (Part | Area)[]): string {
    return `  class ${members.map(({ id }) => idOf(id)).join()} ${name}`;
  }
}

/** `+ created, ~ updated`: what the signs of these marks are. */
export function legendOf({ areas, parts }: Picture): string {
  return (Object.keys(MARKS) as Mark[])
    .filter((mark) => [...areas, ...parts].some((each) => each.mark === mark))
    .map((mark) => `${MARKS[mark].sign} ${mark}`)
    .join(", ");
}

function inside(
  id: string | undefined,
  picture: Picture,
  idOf: (id: string) => string,
  indent: string,
): string[] {
  const parts = picture.parts.filter(({ area }) => area === id);
  const areas = picture.areas.filter(({ area }) => area === id);
  return [
    ...parts.map((part) => `${indent}${idOf(part.id)}${box(part)}`),
    ...areas.flatMap((area) => [
      `${indent}subgraph ${idOf(area.id)} ["${quoted(signed(area))}"]`,
      ...inside(area.id, picture, idOf, `${indent}  `),
      `${indent}end`,
    ]),
  ];
}

function box(part: Part): string {
  const [open, close] = SHAPES[part.kind] ?? BOX;
  return `${open}"${[signed(part), ...part.lines].map(quoted).join("<br/>")}"${close}`;
}

function signed({ title, mark }: Part | Area): string {
  return mark === undefined ? title : `${MARKS[mark].sign} ${title}`;
}

function arrow({ from, to, label, kind }: Link, idOf: (id: string) => string): string {
  return `${idOf(from)} ${kind === "traffic" ? "-->" : "-.->"}|"${quoted(label)}"| ${idOf(to)}`;
}

/** Text in which nothing is Mermaid's or HTML's: all but plain letters by their numbers. */
function quoted(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} .,:/()·–×+~±?-]|^[+~?-]/gu, (letter) => {
    const point = letter.codePointAt(0) ?? 0;
    return /[\p{Cc}\p{Cs}]/u.test(letter) ? " " : `#${point};`;
  });
}
