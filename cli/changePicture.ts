import type { StackPicture } from "../diff/markdown";
import type { Operation, StackDiff } from "../diff/types";
import { markedPicture } from "../picture/marked";
import { legendOf, pictureMermaid } from "../picture/mermaid";
import { pictureOf } from "../picture/picture";
import type { Mark } from "../picture/types";
import type { Plan } from "../plan/types";

/** A rename does nothing in the cloud. */
const MARKS: Readonly<Record<Operation, Mark | undefined>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  "may-replace": "perhaps replaced",
  delete: "deleted",
  rename: undefined,
};

/**
 * The picture of a stack with what a change does to each part of it; undefined where nothing is compared.
 */
export function changePicture(
  { changes, baseError }: StackDiff,
  before: Plan | undefined,
  after: Plan | undefined,
): StackPicture | undefined {
  if (!after || baseError !== undefined) return undefined;
  const marks = new Map(
    changes.flatMap(({ urn, operation }) => {
      const mark = MARKS[operation];
      return mark === undefined ? [] : [[urn, mark] as const];
    }),
  );
  const picture = markedPicture(before && pictureOf(before), pictureOf(after), marks);
  return { mermaid: pictureMermaid(picture), legend: legendOf(picture) };
}
