import { arrivals, type Segment } from "../../load/arrivals";
import type { Random } from "../../load/random";
import type { Problem } from "../../shared/problems";
import { LONGEST, MOST_CHATS, type Traffic } from "./traffic";

/** Columns by what others call them: exports of CloudWatch, Azure Monitor and Grafana among them. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  time: ["time", "timestamp", "date", "timestamp (utc)"],
  inputTokens: ["input_tokens", "contexttokens"],
  outputTokens: ["output_tokens", "generatedtokens"],
  rate: ["rate", "value", "requests per second"],
  requests: ["requests", "requestcount", "count", "sum", "total"],
};

type Column = "time" | "outputTokens" | "rate" | "requests";

/** Problems that are told one by one; a file that is wrong throughout has no more to say. */
const MOST_PROBLEMS = 5;

/**
 * Reads chats from a CSV of arrivals (`time`, and `output_tokens` if it likes) or of rates (`time`
 * with `rate`, chats a second from then on, or `requests`, chats until the next row). Times are
 * seconds, or dates and times; UTC where none says otherwise.
 * @param file its name, for messages
 * @returns undefined when there are problems
 */
export function readTraffic(
  file: string,
  text: string,
  random: Random,
  problems: Problem[],
): Traffic | undefined {
  const found = problems.length;
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  while (lines.at(-1)?.trim() === "") lines.pop();
  if (lines.length === 0) {
    problems.push({ key: file, rule: "is empty", fix: HEADER_FIX });
    return undefined;
  }
  const columns = columnsOf(lines[0] ?? "");
  if (columns.time === undefined) {
    const value = (lines[0] ?? "").slice(0, 40);
    problems.push({
      key: `${file}, line 1`,
      value,
      rule: "must name a column time",
      fix: HEADER_FIX,
    });
    return undefined;
  }
  if (lines.length === 1) {
    problems.push({ key: file, rule: "has a header and nothing below it", fix: HEADER_FIX });
    return undefined;
  }
  const rows = new Rows(file, columns as Columns, problems);
  for (let line = 1; line < lines.length && rows.goOn; line += 1)
    rows.read(lines[line] ?? "", line + 1);
  if (problems.length > found) return undefined;
  return rows.traffic(random);
}

const HEADER_FIX = "Begin with a line `time,output_tokens` for arrivals, or `time,rate` for rates.";

type Columns = Readonly<Partial<Record<Column, number>>> & { readonly time: number };

function columnsOf(header: string): Partial<Record<Column, number>> {
  const names = cells(header).map((name) => name.toLowerCase());
  const at = (column: string): number | undefined => {
    const index = names.findIndex((name) => COLUMNS[column]?.includes(name));
    return index < 0 ? undefined : index;
  };
  const found = {
    time: at("time"),
    outputTokens: at("outputTokens"),
    rate: at("rate"),
    requests: at("requests"),
  };
  return Object.fromEntries(Object.entries(found).filter(([, index]) => index !== undefined));
}

function cells(line: string): string[] {
  return line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"|"$/g, ""));
}

class Rows {
  private readonly times: number[] = [];
  private readonly values: number[] = [];
  private readonly kind: "arrivals" | "rate" | "requests";
  private expected = 0;
  private tooMany = false;

  constructor(
    private readonly file: string,
    private readonly columns: Columns,
    private readonly problems: Problem[],
  ) {
    this.kind =
      columns.rate !== undefined
        ? "rate"
        : columns.requests !== undefined
          ? "requests"
          : "arrivals";
  }

  get goOn(): boolean {
    return this.problems.length < MOST_PROBLEMS && !this.tooMany;
  }

  read(line: string, number: number): void {
    const row = cells(line);
    const time = timeOf(row[this.columns.time] ?? "");
    if (time === undefined) {
      const fix = "Write seconds like 12.5, or a time like 2026-11-26T09:30:00Z.";
      this.add(number, row[this.columns.time], "must be a time", fix);
      return;
    }
    const before = this.times.at(-1);
    if (before !== undefined && time < before) {
      this.add(
        number,
        row[this.columns.time],
        "is before the row above it",
        "Sort the rows by time.",
      );
      return;
    }
    if (time < 0 && this.times.length === 0) {
      this.add(number, row[this.columns.time], "is negative", "Count seconds from 0.");
      return;
    }
    const index = this.kind === "arrivals" ? this.columns.outputTokens : this.columns[this.kind];
    const text = index === undefined ? "0" : (row[index] ?? "");
    const value = text === "" ? NaN : Number(text);
    if (!(value >= 0) || value === Infinity) {
      const name = this.kind === "arrivals" ? "output_tokens" : this.kind;
      this.add(
        number,
        text,
        `${name} must be a number from 0`,
        "Correct the number, or leave the row out.",
      );
      return;
    }
    this.times.push(time);
    this.values.push(value);
    this.expect(number, time);
  }

  traffic(random: Random): Traffic {
    const start = this.times[0] ?? 0;
    const at = Float64Array.from(this.times, (time) => time - start);
    const last = at.at(-1) ?? 0;
    if (this.kind === "arrivals") {
      const outputTokens =
        this.columns.outputTokens === undefined ? undefined : Float64Array.from(this.values);
      // A trace of one moment would have no length to speak of rates in.
      return {
        title: this.file,
        at,
        duration: Math.max(last, 60),
        ...(outputTokens && { outputTokens }),
      };
    }
    const step = at.length > 1 ? last / (at.length - 1) : 60;
    const segments = Array.from(at, (from, index): Segment => {
      const end = at[index + 1] ?? from + step;
      const value = this.values[index] ?? 0;
      const rate = this.kind === "rate" ? value : value / Math.max(end - from, 1e-9);
      return { start: from, end, from: rate, to: rate };
    }).filter(({ start: from, end }) => end > from);
    return {
      title: this.file,
      at: Float64Array.from(arrivals(segments, random)),
      duration: last + step,
    };
  }

  private expect(number: number, time: number): void {
    const start = this.times[0] ?? 0;
    const before = this.times.at(-2) ?? start;
    const value = this.values.at(-2) ?? 0;
    this.expected +=
      this.kind === "arrivals" ? 1 : this.kind === "rate" ? value * (time - before) : value;
    if (this.expected > MOST_CHATS) {
      this.tooMany = true;
      const fix = "Take a part of it, or a rate that is lower.";
      this.add(
        number,
        undefined,
        `brings more than ${MOST_CHATS.toLocaleString("en-US")} chats`,
        fix,
      );
    } else if (time - start > LONGEST) {
      this.tooMany = true;
      this.add(number, undefined, "is more than 31 days after the first row", "Take a part of it.");
    }
  }

  private add(line: number, value: string | undefined, rule: string, fix: string): void {
    const shown = value === undefined ? {} : { value: value.slice(0, 40) };
    this.problems.push({ key: `${this.file}, line ${line}`, ...shown, rule, fix });
  }
}

/** Seconds as they are, or of a date and time; undefined for all else. */
function timeOf(text: string): number | undefined {
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?$/.exec(
    text,
  );
  if (!match) return undefined;
  const [, day = "", clock = "", zone = "Z"] = match;
  // Dates know no more than milliseconds.
  const fraction = Number(`0${/\.\d+$/.exec(clock)?.[0] ?? ""}`);
  const whole = Date.parse(`${day}T${clock.replace(/\.\d+$/, "")}${zone}`);
  return Number.isNaN(whole) ? undefined : whole / 1000 + fraction;
}
