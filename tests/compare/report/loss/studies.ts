import { lossKeysOf } from "../../../../compare/lost/assumptions";
import { loseSide } from "../../../../compare/lost/lose";
import { otherThan, type Cloud } from "../../../../compare/lost/shares";
import type { LossStudy, ShareRow } from "../../../../compare/lost/study";
import type { Loss } from "../../../../compare/lost/tally";
import { OPTION_KINDS } from "../../../../compare/options/kinds";
import { steadyScene } from "../../lost/scenes";

/** A loss whose survivor has so many replicas of ten places for twenty chats, in the latest phase. */
function lossWith(replicas: number): Loss {
  return loseSide(steadyScene(replicas), 1);
}

const kindOf = (id: string) => OPTION_KINDS.find((kind) => kind.id === id)!;

/** Replicas of the survivors by share: of AKS when AWS is lost, and of ECS when Azure is. */
export type Replicas = Readonly<Record<number, Readonly<Partial<Record<Cloud, number>>>>>;

export function lossStudyOf(replicas: Replicas, own: Partial<LossStudy> = {}): LossStudy {
  const kinds = { aws: kindOf("aws-ecs"), azure: kindOf("azure-aks") };
  const shares = Object.keys(replicas).map(Number);
  const rows = shares
    .sort((a, b) => b - a)
    .map((share): ShareRow => {
      const losses = Object.entries(replicas[share] ?? {}).map(([cloud, count]) => [
        otherThan(cloud as Cloud),
        [lossWith(count)],
      ]);
      const keeps = Object.values(replicas[share] ?? {}).every((count) => count > 2);
      const all = Object.fromEntries(losses) as ShareRow["losses"];
      return { share, month: 1000 + share, keeps, losses: all };
    });
  return {
    question: {
      traffic: { title: "even", at: new Float64Array(0), duration: 300 },
      length: undefined,
      seed: 1,
      clouds: ["aws", "azure"],
      primary: "aws",
      share: rows[0]?.share ?? 100,
      failover: { checkSeconds: 10, failures: 3, ttl: 60 },
      limit: 0.01,
    },
    kinds,
    lostAt: 37_330,
    atOnce: 1234,
    detection: { soonest: 31, latest: 41 },
    switching: { mean: 90, p50: 62, p95: 350, p99: 400 },
    rows,
    keys: lossKeysOf(Object.values(kinds)),
    turns: [],
    ...own,
  };
}
