import type { Config } from "../../shared/config/schema";
import type { ChatbotWorkload } from "../../shared/workload";
import type { Chats } from "../simulate/chats";
import { simulateService } from "../simulate/containers/service";
import { simulateQueue } from "../simulate/functions/worker";
import type { Ledger } from "../simulate/ledger";
import { Recorder, type Outcome } from "../simulate/outcome";
import type { Assumed } from "./assumptions";
import { containersOf } from "./containers";
import { functionsOf } from "./functions";
import type { OptionKind } from "./kinds";

/** An option with the config that it would be deployed with. */
export interface Deployment {
  readonly kind: OptionKind;
  /** The stack file that it follows. */
  readonly stack: string;
  readonly config: Config;
  readonly workload: ChatbotWorkload;
}

/** What becomes of the chats. `overflow` of them took the way of the functions. */
export interface OptionOutcome extends Outcome {
  readonly overflow: number;
}

/** @param ledger is told what became of each chat */
export function runOption(
  { kind, config, workload }: Deployment,
  chats: Chats,
  values: Assumed,
  ledger?: Ledger,
): OptionOutcome {
  const places: number[] = [];
  const functions = kind.functions ? functionsOf(config, workload, values) : undefined;
  if (kind.containers === undefined) {
    const recorder = new Recorder(chats, (place) => chats.seconds[place]!, ledger);
    for (let place = 0; place < chats.count; place += 1) places.push(place);
    const side = functions!;
    const capacity = simulateQueue(chats, places, side.queue, side.pool(), recorder);
    return { ...recorder.outcome(capacity), overflow: chats.count };
  }
  const recorder = new Recorder(chats, () => chats.firstToken, ledger);
  const { service, autoscaler, machines } = containersOf(config, workload, values);
  const overflow = functions && ((place: number) => void places.push(place));
  const capacity = simulateService(chats, service, autoscaler(), machines(), recorder, overflow);
  if (functions === undefined) return { ...recorder.outcome(capacity), overflow: 0 };
  const more = simulateQueue(chats, places, functions.queue, functions.pool(), recorder);
  return { ...recorder.outcome({ ...capacity, ...more }), overflow: places.length };
}
