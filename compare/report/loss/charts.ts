import { plain } from "../../../load/format";
import type { Axis } from "../../../plot/axes";
import type { Area, Chart, Line } from "../../../plot/chart";
import { drawFigure } from "../../../plot/figure";
import { COLOURS, TEXT } from "../../../plot/style";
import { otherThan, worstOf, type Cloud } from "../../lost/shares";
import type { LossStudy } from "../../lost/study";
import { overShare, TIMELINE, type Loss, type Timeline } from "../../lost/tally";
import { CLOUD_NAMES, lossRows, lossSubject, lossTimes } from "./words";
import { compact, linesOf } from "../words";

/** The plots of a loss as one SVG document: over time for the share that was asked for, and over shares. */
export function lossFigure(study: LossStudy): string {
  const { rows, question, kinds } = study;
  const asked = rows.find(({ share }) => share === question.share);
  const overTime = question.clouds.flatMap((cloud) => {
    const loss = worstOf(asked?.losses[cloud] ?? []);
    const survivor = kinds[otherThan(cloud)].title;
    return loss ? [timelineChart(loss, CLOUD_NAMES[cloud]), placesChart(loss, survivor)] : [];
  });
  return drawFigure({
    title: `One cloud gone, the primary with ${question.share} % of the chats`,
    notes: [lossSubject(study).join(" "), ...linesOf(lossTimes(study))],
    charts: [...overTime, limitChart(study), costChart(study)],
  });
}

const MINUTES: Axis = {
  label: "minutes after the loss",
  kind: "linear",
  domain: [-TIMELINE.before / 60, TIMELINE.after / 60],
  format: plain,
};

const PARTS: readonly (readonly [what: keyof Timeline, label: string, colour: string])[] = [
  ["survivor", "survivor", COLOURS.green],
  ["lost", "lost side", COLOURS.sky],
  ["back", "came back", COLOURS.blue],
  ["refused", "refused", COLOURS.orange],
  ["broken", "cut or error", COLOURS.red],
];

function timelineChart({ timeline }: Loss, cloud: string): Chart {
  const { step, before } = TIMELINE;
  const low = new Float64Array(timeline.survivor.length);
  const marks = PARTS.map(([what, label, colour]): Area => {
    const points = Array.from(timeline[what], (value, at) => {
      const from = low[at] ?? 0;
      low[at] = from + value;
      return [((at + 0.5) * step - before) / 60, from, from + value] as const;
    });
    return { kind: "area", label, colour, points };
  });
  const top = Math.max(1, ...low) * 1.05;
  return {
    title: `${cloud} lost: chats by the time they asked`,
    x: MINUTES,
    y: { label: `in ${step} s`, kind: "linear", domain: [0, top], format: plain },
    marks,
  };
}

function placesChart({ survivor, lostAt }: Loss, title: string): Chart {
  const { step, busy, places } = survivor.series;
  const { before, after } = TIMELINE;
  const around = (values: Float64Array): (readonly [number, number])[] =>
    Array.from(values, (value, at) => [(at + 1) * step - lostAt, value] as const)
      .filter(([seconds]) => seconds >= -before && seconds <= after)
      .map(([seconds, value]) => [seconds / 60, value]);
  const [chats, room] = [around(busy), around(places)];
  const top = Math.max(1, ...[...chats, ...room].map(([, value]) => value)) * 1.05;
  return {
    title: `${title} meanwhile: chats, and places for them`,
    x: MINUTES,
    y: { label: "chats at once", kind: "linear", domain: [0, top], format: compact },
    marks: [
      {
        kind: "area",
        label: "in the works or waiting",
        colour: COLOURS.sky,
        points: chats.map(([x, y]) => [x, 0, y] as const),
      },
      { kind: "line", label: "places", colour: TEXT, points: room },
    ],
  };
}

function sharesAxis({ rows }: LossStudy): Axis {
  const shares = rows.map(({ share }) => share);
  const domain = [Math.min(...shares), Math.max(...shares)] as const;
  return { label: "percent of the chats for the primary", kind: "linear", domain, format: plain };
}

const CLOUD_COLOURS: Readonly<Record<Cloud, string>> = {
  aws: COLOURS.orange,
  azure: COLOURS.blue,
};

function limitChart(study: LossStudy): Chart {
  const { question } = study;
  const x = sharesAxis(study);
  const limit = 100 * question.limit;
  const marks = question.clouds.map((cloud): Line => ({
    kind: "line",
    label: `${CLOUD_NAMES[cloud]} lost`,
    colour: CLOUD_COLOURS[cloud],
    points: lossRows(study)
      .filter((row) => row.cloud === cloud)
      .map(({ row, loss }) => [row.share, 100 * overShare(loss)] as const),
  }));
  const all = marks.flatMap(({ points }) => points.map(([, y]) => y ?? 0));
  const line: Line = {
    kind: "line",
    label: "limit",
    colour: TEXT,
    dashed: true,
    points: x.domain.map((share) => [share, limit] as const),
  };
  return {
    title: "Refused or late, at the worst",
    x,
    y: {
      label: "percent",
      kind: "linear",
      domain: [0, Math.max(limit, ...all) * 1.1],
      format: plain,
    },
    marks: [...marks, line],
  };
}

function costChart(study: LossStudy): Chart {
  const points = study.rows.map(({ share, month }) => [share, month] as const);
  const top = Math.max(1, ...points.map(([, month]) => month)) * 1.05;
  return {
    title: "Cost of both sides, when both are well",
    x: sharesAxis(study),
    y: { label: "US dollars a month", kind: "linear", domain: [0, top], format: compact },
    marks: [{ kind: "line", label: "both sides", colour: COLOURS.green, points }],
  };
}
