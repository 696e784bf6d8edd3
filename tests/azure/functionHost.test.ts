import assert from "node:assert/strict";
import fc from "fast-check";
import { hostJson, webhookScale, workerScale } from "../../azure/functionHost";
import type { Functions } from "../../shared/workload";

const FUNCTIONS: Functions = {
  enabled: true,
  memory: "512Mi",
  timeout: "30s",
  maxConcurrency: 10,
  queueVisibility: "180s",
  requestsPerSecond: 20,
  callbackHosts: ["hooks.example.com"],
};

describe("the scale of the worker", () => {
  const scale = (maxConcurrency: number) => workerScale({ ...FUNCTIONS, maxConcurrency });

  it("is one instance for up to fifty calls", () => {
    assert.deepEqual(scale(1), { instances: 1, callsPerInstance: 1 });
    assert.deepEqual(scale(50), { instances: 1, callsPerInstance: 50 });
    assert.deepEqual(scale(51), { instances: 2, callsPerInstance: 25 });
  });

  it("never lets more calls run than the workload allows, and spreads them evenly", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (most) => {
        const { instances, callsPerInstance } = scale(most);
        const calls = instances * callsPerInstance;
        assert.ok(calls <= most && calls > most - instances);
        assert.ok(callsPerInstance >= 1 && callsPerInstance <= 50 && instances <= 1000);
      }),
    );
  });
});

describe("the scale of the webhook", () => {
  it("takes a burst in one instance, and has a second in prod", () => {
    assert.deepEqual(webhookScale(FUNCTIONS, false), { instances: 1, callsPerInstance: 40 });
    const many = { ...FUNCTIONS, requestsPerSecond: 800 };
    assert.deepEqual(webhookScale(many, true), { instances: 2, callsPerInstance: 1000 });
  });
});

describe("the settings of the Functions host", () => {
  it("hold a message for as long as a call may take, and take no more than it works on", () => {
    const functions = { ...FUNCTIONS, timeout: "9.5m" as const, maxConcurrency: 120 };
    assert.deepEqual(JSON.parse(hostJson(functions)), {
      version: "2.0",
      functionTimeout: "00:09:30",
      extensionBundle: {
        id: "Microsoft.Azure.Functions.ExtensionBundle",
        version: "[4.*, 5.0.0)",
      },
      extensions: {
        serviceBus: {
          maxConcurrentCalls: 40,
          prefetchCount: 0,
          autoCompleteMessages: true,
          maxAutoLockRenewalDuration: "00:10:00",
        },
      },
      logging: {
        applicationInsights: { samplingSettings: { isEnabled: true, excludedTypes: "Request" } },
      },
    });
  });
});
