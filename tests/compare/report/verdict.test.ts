import assert from "node:assert/strict";
import { compareOptions } from "../../../compare/options/verdict";
import { hints, verdict } from "../../../compare/report/verdict";
import { resultOf, studyOf } from "./studies";

const CALM = "No assumption changes that within its range, taken one at a time.";

describe("the sentences of the verdict", () => {
  it("name the best option, by what, and its figures", () => {
    const { comparison } = studyOf([
      resultOf("aws-eks", { month: 180, p95: 0.5 }),
      resultOf("aws-ecs", { month: 90, p95: 0.6, late: 4 }),
    ]);
    assert.deepEqual(verdict(comparison, "cost"), [
      "ECS (aws-ecs) costs least, of those that serve 99 % of the chats in time: $90 a month, first words within 0.6 s for 95 % of the chats, 99.6 % in time.",
      CALM,
    ]);
    assert.match(verdict(comparison, "latency")[0] ?? "", /^EKS \(aws-eks\) shows .* soonest/);
    assert.match(verdict(comparison, "simplicity")[0] ?? "", /^ECS \(aws-ecs\) is simplest/);
  });

  it("say that none serves enough, and what the best of them is", () => {
    const { comparison } = studyOf([
      resultOf("aws-eks", { refused: 500 }),
      resultOf("aws-ecs", { refused: 100 }),
    ]);
    assert.match(
      verdict(comparison, "cost")[0] ?? "",
      /^ECS .* though none serves 99 % .* 90\.0 % in time\.$/,
    );
  });

  it("tell for functions what streams instead", () => {
    const { comparison } = studyOf([
      resultOf("aws-lambda", { month: 2 }),
      resultOf("azure-aks", { month: 150 }),
      resultOf("aws-ecs", { month: 90 }),
    ]);
    assert.equal(
      verdict(comparison, "cost")[1],
      "Functions post a reply when it is whole. Where people watch it grow, take ECS (aws-ecs), $90 a month.",
    );
  });

  it("tell for both which share of the traffic is on which", () => {
    const { comparison } = studyOf([
      resultOf("aws-ecs+lambda", { month: 95, overflow: 120 }),
      resultOf("aws-ecs", { month: 90, refused: 120 }),
    ]);
    assert.equal(
      verdict(comparison, "cost")[1],
      "Both: 88.0 % of the chats on containers, and 12.0 % (120) on functions.",
    );
  });

  it("name each assumption that would change it, with its value", () => {
    const comparison = compareOptions(({ lambdaInitSeconds }) => [
      resultOf("aws-ecs", { month: 90 }),
      resultOf("aws-lambda", { month: 100 * lambdaInitSeconds }),
    ]);
    const turn = comparison.turns.cost[0];
    assert.ok(turn);
    const last = verdict(comparison, "cost").at(-1) ?? "";
    assert.match(last, new RegExp(`^It would be aws-ecs, if ${turn.value} s .*\\.$`));
  });
});

describe("the hints on functions", () => {
  it("name the limit of the stack that holds each back", () => {
    const study = studyOf([
      resultOf("aws-lambda", { cut: 20, refused: 30, late: 40 }),
      resultOf("azure-functions", { late: 20 }),
    ]);
    assert.deepEqual(hints(study), [
      "aws-lambda: functions.timeout ends 2.0 % of the chats.",
      "aws-lambda: functions.requestsPerSecond refuses 3.0 %.",
      "aws-lambda: functions.maxConcurrency lets 4.0 % wait for long; this traffic has up to 42 chats at once.",
      "azure-functions: functions.maxConcurrency lets 2.0 % wait for long; this traffic has up to 42 chats at once.",
    ]);
  });

  it("are silent on what serves enough, and on containers", () => {
    const study = studyOf([
      resultOf("aws-lambda", { cut: 4, late: 5 }),
      resultOf("aws-eks", { refused: 500 }),
    ]);
    assert.deepEqual(hints(study), []);
  });
});
