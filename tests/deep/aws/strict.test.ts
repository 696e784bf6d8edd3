import assert from "node:assert/strict";

import { useChecker } from "./checker";

describe("AWS's service model", () => {
  const checker = useChecker();

  for (const [what, service, operation, params, problems] of [
    [
      "checks calls that moto lacks",
      "eks",
      "CreateAddon",
      { clusterName: "chat!", addonName: "vpc-cni", resolveConflicts: "FORCE" },
      [
        "clusterName: 'chat!' must match ^[0-9A-Za-z][A-Za-z0-9\\-_]*",
        "resolveConflicts: 'FORCE' must be one of OVERWRITE, NONE, PRESERVE",
      ],
    ],
    [
      "reads Java's patterns for characters beyond 16 bits",
      "autoscaling",
      "DeletePolicy",
      { PolicyName: "chat \u{1F4AC}\u0007" },
      [/^PolicyName: 'chat 💬\\x07' must match/],
    ],
    [
      "knows required members, types and unknown members",
      "elasticache",
      "CreateCacheParameterGroup",
      { CacheParameterGroupName: 7, Family: "valkey8" },
      [
        "CacheParameterGroupFamily is required",
        "Description is required",
        "CacheParameterGroupName: 7 must be of type string",
        "Family: 'valkey8' is no member of CreateCacheParameterGroupMessage",
      ],
    ],
    [
      "knows the bounds of lists",
      "wafv2",
      "CreateIPSet",
      {
        Name: "a",
        Scope: "REGIONAL",
        IPAddressVersion: "IPV4",
        Addresses: ["203.0.113.0/24"],
        Tags: [],
      },
      ["Tags: [] must be at least 1 items, is 0"],
    ],
    [
      "knows that a union has one member",
      "cloudwatch",
      "PutMetricAlarm",
      { AlarmName: "a", EvaluationCriteria: {} },
      ["EvaluationCriteria: [] must have one member of PromQLCriteria"],
    ],
    [
      "tells a boolean from a number",
      "sqs",
      "ReceiveMessage",
      { QueueUrl: "https://example.com/queue", MaxNumberOfMessages: true },
      ["MaxNumberOfMessages: True must be of type integer"],
    ],
  ] as const) {
    it(what, async () => {
      const found = await checker().call(service, operation, params);
      assert.equal(found.length, problems.length, found.join("\n"));
      problems.forEach((problem, index) => {
        if (typeof problem === "string") assert.equal(found[index], problem);
        else assert.match(found[index]!, problem);
      });
    });
  }
});
