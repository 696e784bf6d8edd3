import assert from "node:assert/strict";
import fc from "fast-check";
import { comparePair, type NamedSide } from "../../../shared/failover/pair";
import { PRIMARY, SECONDARY } from "./sides";

const AWS: NamedSide = { ...PRIMARY, stack: "prod-aws" };
const AZURE: NamedSide = {
  ...SECONDARY,
  stack: "prod-azure",
  peerStack: "organization/chatscale/prod-aws",
};

/** What is found of the pair with something changed, as `level: what`. */
function found(aws: Partial<NamedSide>, azure: Partial<NamedSide> = {}): string[] {
  const sides = [
    { ...AWS, ...aws },
    { ...AZURE, ...azure },
  ] as const;
  return comparePair(...sides).map(({ level, what }) => `${level}: ${what}`);
}

describe("two stacks as a pair", () => {
  it("are well with one primary, one keeper of the name, and the same of all else", () => {
    assert.deepEqual(found({}), []);
  });

  it("name each other as peers", () => {
    assert.deepEqual(found({ peerStack: "dev-azure" }), [
      "unequal: failover.peerStack of prod-aws is dev-azure",
    ]);
  });

  it("are never both primary; both secondary only while they change places", () => {
    assert.deepEqual(found({}, { role: "primary" }), [
      "wrong: prod-aws and prod-azure are both primary",
    ]);
    assert.deepEqual(found({ role: "secondary" }), [
      "unequal: prod-aws and prod-azure are both secondary",
    ]);
  });

  it("have one keeper of the name, or none of the two", () => {
    assert.deepEqual(found({}, { keepsName: true }), [
      "unequal: prod-aws and prod-azure both keep the records of chat.example.com",
    ]);
    assert.deepEqual(found({ keepsName: false }), [
      "known: neither prod-aws nor prod-azure keeps the records of chat.example.com, as failover.dns would",
    ]);
  });

  it("may be two regions of one cloud, which is said, and not one region", () => {
    assert.deepEqual(found({}, { cloud: "aws", region: "eu-west-1" }), [
      "known: prod-aws and prod-azure are both on aws: together they outlive a region, and not the cloud",
    ]);
    assert.deepEqual(found({}, { cloud: "aws", region: "us-east-1" }), [
      "wrong: prod-aws and prod-azure are both in us-east-1 of aws, and would be lost together",
    ]);
  });

  it("each carry the peak of both, or are told their numbers", () => {
    assert.deepEqual(found({ places: 2999 }), [
      "unequal: prod-aws carries 2999 chats at its largest, and the pair plans for 3000",
    ]);
    assert.deepEqual(found({ plannedPeak: 7000 }), [
      "unequal: prod-aws carries 6000 chats at its largest, and the pair plans for 7000",
      "unequal: prod-azure carries 6000 chats at its largest, and the pair plans for 7000",
      "unequal: failover.plannedPeak is 7000 in prod-aws, and 3000 in prod-azure",
    ]);
  });

  it("are told of what should be the same", () => {
    assert.deepEqual(
      found({}, { hostname: "talk.example.com", share: 60, image: "sha256:2", auth: "none" }),
      [
        "unequal: failover.hostname is chat.example.com in prod-aws, and talk.example.com in prod-azure",
        "unequal: failover.share is 100 in prod-aws, and 60 in prod-azure",
        "unequal: gateway.image is sha256:1 in prod-aws, and sha256:2 in prod-azure",
        "unequal: gateway.auth is oidc https://login.example.com chat in prod-aws, and none in prod-azure",
      ],
    );
    assert.deepEqual(found({ peerHostname: "other.example.com" }), [
      "unequal: failover.peerHostname of prod-aws is other.example.com, and ingress.hostname of prod-azure is azure.chat.example.com",
    ]);
  });

  it("say what to do about all that is not merely known", () => {
    const side = fc.record({
      role: fc.constantFrom("primary", "secondary"),
      cloud: fc.constantFrom("aws", "azure"),
      region: fc.constantFrom("a", "b"),
      keepsName: fc.boolean(),
      share: fc.constantFrom(50, 100),
      places: fc.constantFrom(2000, 4000),
    }) as fc.Arbitrary<Partial<NamedSide>>;
    fc.assert(
      fc.property(side, side, (aws, azure) => {
        const [one, other] = [
          { ...AWS, ...aws },
          { ...AZURE, ...azure },
        ] as const;
        const findings = comparePair(one, other);
        for (const { level, fix } of findings) assert.equal(fix === undefined, level === "known");
        const levels = findings.map(({ level }) => level).sort();
        const turned = comparePair(other, one).map(({ level }) => level);
        assert.deepEqual(turned.sort(), levels, "the order makes no difference");
      }),
    );
  });
});
