import { counted, milliseconds, percent } from "./format";
import type { LoadReport } from "./report";

/** A generator whose loop is busier than this waits for itself, not for the service. */
const BUSY = 0.8;

/** Milliseconds that one chat in a hundred may be sent late before the run is in doubt. */
const LATE = 20;

/** What a reader must know before the figures are believed, as sentences. */
export function doubts({ chats, firstToken, generator, stream }: LoadReport): string[] {
  const found: string[] = [];
  const { late, busy } = generator;
  if (busy > BUSY || (late && late.p99 > LATE)) {
    const lateness = late ? `, and one in a hundred was ${milliseconds(late.p99)} ms late` : "";
    found.push(
      `The generator could not keep up: it was busy for ${percent(busy, 1)} of the time${lateness}. ` +
        "Part of the latencies is its own. Lower the rate, or take a machine that is less busy.",
    );
  }
  if (chats.notSent > 0) {
    found.push(
      `${counted(chats.notSent, "chat")} came when as many streams were open as --streams allows, ` +
        "and went unsent: the service was not given the whole load.",
    );
  }
  const silent = chats.due - chats.notSent - (firstToken?.count ?? 0);
  if (silent > 0) {
    found.push(
      `${counted(silent, "chat")} never had a token (${percent(silent, chats.due)}): ` +
        "the times to first token are those of the others.",
    );
  }
  if (firstToken && firstToken.count < 1000) {
    found.push(
      `p99.9 of ${counted(firstToken.count, "chat")} is the slowest of them: run longer to know it.`,
    );
  }
  if (stream.lost + stream.doubled > 0) {
    found.push("Events were lost or doubled: what people read was not what the model said.");
  }
  return found;
}
