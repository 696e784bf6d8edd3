import assert from "node:assert/strict";

import { FAILOVER } from "../../../compare/lost/failover";
import { settingsOf } from "../../../compare/lost/settings";
import { failoverText, PAIRED, pairWith } from "./pairs";

describe("the settings of a pair", () => {
  it("are the config's defaults, with AWS as the primary, where no stack has a section", () => {
    assert.deepEqual(settingsOf(pairWith()), { primary: "aws", share: 100, failover: FAILOVER });
  });

  it("are those of the stack that keeps the records", () => {
    const dns = { zone: "example.com", interval: "30s", failures: 2 };
    const pair = pairWith({
      aws: { ...PAIRED.aws, failover: failoverText("aws", { role: "secondary", share: 70, dns }) },
      azure: { ...PAIRED.azure, failover: failoverText("azure", { role: "primary", share: 60 }) },
    });
    assert.deepEqual(settingsOf(pair), {
      primary: "azure",
      share: 70,
      failover: { checkSeconds: 30, failures: 2, ttl: 60 },
    });
  });

  it("have the defaults where the records are elsewhere", () => {
    const pair = pairWith({
      azure: { ...PAIRED.azure, failover: failoverText("azure", { role: "primary", share: 60 }) },
    });
    assert.deepEqual(settingsOf(pair), { primary: "azure", share: 60, failover: FAILOVER });
  });

  it("have the defaults of the config's own schema", () => {
    const failover = failoverText("aws", { role: "primary", dns: { zone: "example.com" } });
    const pair = pairWith({ aws: { ...PAIRED.aws, failover } });
    assert.deepEqual(settingsOf(pair), { primary: "aws", share: 100, failover: FAILOVER });
  });
});
