import assert from "node:assert/strict";
import type { Plan } from "../../plan/types";
import { ONE_CLOUD } from "../support/failover";
import { input, ofType, only, planOf } from "../support/plans";

const CHECK = "aws:route53/healthCheck:HealthCheck";
const RECORD = "aws:route53/record:Record";

/** The inputs of the record and the health check of each side, own first. */
function sides(plan: Plan) {
  return ["own", "peer"].map((side) => {
    const name = `chatscale-prod-aws-${side}`;
    return { record: only(plan, RECORD, name), check: only(plan, CHECK, name) };
  });
}

function weights(plan: Plan): unknown[] {
  return sides(plan).map(({ record }) => input(record, "weightedRoutingPolicies"));
}

describe("the name of both clouds in Route 53", () => {
  let plan: Plan;
  before(async () => {
    plan = await planOf("prod-aws");
  });

  it("checks chats over HTTPS at each side's own name, every 10 s", () => {
    assert.deepEqual(
      sides(plan).map(({ check }) => check.inputs),
      ["aws.chat.example.com", "azure.chat.example.com"].map((fqdn, index) => ({
        type: "HTTPS",
        fqdn,
        port: 443,
        resourcePath: "/api/probe",
        enableSni: true,
        requestInterval: 10,
        failureThreshold: 3,
        tags: { Name: `chatscale-prod-aws-${index === 0 ? "own" : "peer"}` },
      })),
    );
    assert.equal(ofType(plan, CHECK).length, 2);
  });

  it("leads to each side by a weighted record, for 60 s, while its health check succeeds", () => {
    const zone = input(sides(plan)[0]?.record ?? assert.fail(), "zoneId");
    assert.match(String(zone), /^Z[A-Z0-9]+$/);
    for (const [index, { record, check }] of sides(plan).entries()) {
      const target = index === 0 ? "aws.chat.example.com" : "azure.chat.example.com";
      const { healthCheckId, ...inputs } = record.inputs;
      assert.deepEqual(inputs, {
        zoneId: zone,
        name: "chat.example.com",
        type: "CNAME",
        records: [target],
        ttl: 60,
        setIdentifier: index === 0 ? "own" : "peer",
        weightedRoutingPolicies: [{ weight: index === 0 ? 100 : 0 }],
      });
      assert.match(healthCheckId as string, /^[0-9a-f-]{36}$/);
      assert.ok(record.dependsOn.includes(check.urn));
    }
  });

  it("shares clients as the config says, from either role", async () => {
    assert.deepEqual(weights(await planOf("prod-aws", "failover.share=70")), [
      [{ weight: 70 }],
      [{ weight: 30 }],
    ]);
    const switched = await planOf("prod-aws", "failover.role=secondary", "failover.share=70");
    assert.deepEqual(weights(switched), [[{ weight: 30 }], [{ weight: 70 }]]);
  });

  it("takes other intervals and thresholds", async () => {
    const other = await planOf("prod-aws", "failover.dns.interval=30s", "failover.dns.failures=2");
    for (const { check } of sides(other)) {
      assert.equal(input(check, "requestInterval"), 30);
      assert.equal(input(check, "failureThreshold"), 2);
    }
  });

  it("has a certificate for both names, proved in the zone of each", () => {
    const certificate = only(plan, "aws:acm/certificate:Certificate");
    assert.equal(input(certificate, "domainName"), "aws.chat.example.com");
    assert.deepEqual(input(certificate, "subjectAlternativeNames"), ["chat.example.com"]);
    const proofs = ["certificate", "certificate-failover"].map((suffix) =>
      only(plan, RECORD, `chatscale-prod-aws-${suffix}`),
    );
    assert.deepEqual(
      proofs.map((record) => String(input(record, "name")).replace(/^_[0-9a-f]+\./, "")),
      ["aws.chat.example.com.", "chat.example.com."],
    );
    const [own, both] = proofs.map((record) => input(record, "zoneId"));
    assert.equal(own, "Z0123456789ABCDEFGHIJ");
    assert.equal(both, input(sides(plan)[0]?.record ?? assert.fail(), "zoneId"));
    const validation = only(plan, "aws:acm/certificateValidation:CertificateValidation");
    assert.equal((input(validation, "validationRecordFqdns") as unknown[]).length, 2);
  });

  it("comes after the side's own name, which may have been the common one", () => {
    const own = only(plan, RECORD, "chatscale-prod-aws");
    for (const { record } of sides(plan)) assert.ok(record.dependsOn.includes(own.urn));
    assert.equal(own.deleteBeforeReplace, true);
  });

  it("looks at the balancer's targets where its own name is an alias", () => {
    const alias = only(plan, RECORD, "chatscale-prod-aws");
    assert.equal(input(alias, "name"), "aws.chat.example.com");
    assert.equal(input(alias, "aliases.0.evaluateTargetHealth"), true);
  });

  it("is not there for one cloud, nor where the other side keeps it", async () => {
    const certificate =
      "ingress.certificateArn=arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000000";
    const elsewhere = ["failover.dns=", "ingress.hostedZoneId=", certificate];
    for (const set of [[ONE_CLOUD], elsewhere]) {
      const without = await planOf("prod-aws", ...set);
      assert.deepEqual(ofType(without, CHECK), []);
      const names = ofType(without, RECORD).map((record) => input(record, "name"));
      assert.ok(!names.includes("chat.example.com"));
    }
  });
});
