import assert from "node:assert/strict";
import { diffMarkdown, MARKER } from "../../diff/markdown";
import { diffText } from "../../diff/text";
import type { Diff, ResourceChange, StackDiff } from "../../diff/types";
import { shownChanges } from "../../diff/values";

const FREE = { cost: { least: 0, most: 0 }, unpriced: 0 };

function change(label: string, more: Partial<ResourceChange> = {}): ResourceChange {
  return {
    urn: `urn:pulumi:s::p::t::${label}`,
    type: "t",
    name: label,
    label,
    operation: "update",
    properties: [],
    replacedWith: [],
    refused: false,
    disruptions: [],
    ...more,
  };
}

function diffOf(changes: readonly ResourceChange[], more: Partial<StackDiff> = {}): Diff {
  const side = { title: "dev on AWS", capacity: {}, ...FREE };
  const stack = {
    stack: "dev",
    base: side,
    head: side,
    changes,
    violations: [],
    notes: [],
    ...more,
  };
  return { format: 1, base: "main (1234567)", head: "the working tree", stacks: [stack] };
}

const CLUSTER = change("eks.Cluster", {
  operation: "replace",
  first: "old",
  refused: true,
  properties: [{ path: "cidr", old: "10.0.0.0/16", new: "10.1.0.0/16", verdict: "replace" }],
  disruptions: [{ kind: "downtime", what: "the cluster goes" }],
});

const EVERYTHING = [
  CLUSTER,
  change("Deployment gateway", { operation: "replace", replacedWith: ["eks.Cluster"] }),
  change("sqs.Queue events", {
    operation: "may-replace",
    first: "new",
    properties: [
      { path: "delay", old: 1, new: 2, verdict: "may-replace", why: "nothing is known of it" },
    ],
  }),
  change("ec2.Eip nat-1", { operation: "delete", kept: true }),
  change("ec2.Eip nat-2", { operation: "create", inPlaceOf: "ec2.Eip nat-3" }),
  change("Group nodes", {
    properties: [
      { path: "maxSize", old: 3, new: 4, verdict: "in-place" },
      { path: "version", old: "1", later: true, verdict: "in-place" },
      { path: "key", secret: true, verdict: "in-place" },
    ],
  }),
  change("sns.Topic b", { operation: "rename", oldUrn: "urn:pulumi:s::p::t::a" }),
];

const SIDES: Partial<StackDiff> = {
  base: {
    title: "dev on AWS",
    capacity: { nodes: { least: 1, most: 3 }, replicas: { least: 1, most: 6 } },
    cost: { least: 188, most: 218 },
    unpriced: 0,
  },
  head: {
    title: "dev on AWS",
    capacity: { nodes: { least: 1, most: 4 }, replicas: { least: 1, most: 6 } },
    cost: { least: 188, most: 248 },
    unpriced: 2,
  },
};

describe("a diff as text", () => {
  it("says what happens, what stops it and what it disrupts, within 80 columns", () => {
    const text = diffText(diffOf(EVERYTHING, SIDES), { width: 80, colour: false });
    assert.equal(
      text,
      `the working tree against main (1234567)

dev on AWS: 2 replaced, 1 may be replaced, 1 deleted, 1 created, 1 updated, 1
renamed
  a month: $188–$218 → $188–$248 (+$0 to +$30), 2 not priced
  nodes 1–3 → 1–4, replicas 1–6
  Refused: \`pulumi up\` stops at what is protected, before it does anything
    eks.Cluster
  Disrupts
    downtime: the cluster goes
      eks.Cluster
  Replaced
    ± eks.Cluster: the old one goes first
        cidr: 10.0.0.0/16 → 10.1.0.0/16, forces it
    ± with eks.Cluster:
      Deployment gateway
  May be replaced
    ? sqs.Queue events: if so, the new one comes first
        delay: 1 → 2, may force it
          (nothing is known of it)
  Deleted
    ec2.Eip nat-1 (stays in the cloud)
  Created
    ec2.Eip nat-2 (in place of ec2.Eip nat-3)
  Updated
    ~ Group nodes
        maxSize: 3 → 4
        version: 1 → (known after up)
        key: (secret) → (another one)
  Renamed
    = sns.Topic b (was a)
`,
    );
    const long = change("Group nodes", {
      properties: [
        { path: "p".repeat(90), old: "o".repeat(300), new: "n".repeat(300), verdict: "replace" },
      ],
    });
    const narrow = diffText(diffOf([long, ...EVERYTHING], SIDES), { width: 40, colour: false });
    for (const line of narrow.split("\n")) assert.ok(line.length <= 40, line);
  });

  it("says which policies it newly breaks, and of a stack without a change that it does", () => {
    const of = { urn: "urn:pulumi:s::p::t::nodes", label: "LaunchTemplate nodes" };
    const violations = [
      {
        ...of,
        policy: "aws-imdsv2",
        level: "mandatory" as const,
        property: "metadataOptions.httpTokens",
        rule: "must be required",
      },
      { ...of, policy: "logs-end", level: "advisory" as const, property: "", rule: "must end" },
    ];
    const diff = diffOf([], { violations });
    assert.equal(
      diffText(diff, { width: 80, colour: false }),
      [
        "the working tree against main (1234567)",
        "",
        "dev on AWS: breaks a policy",
        "  a month: $0",
        "  Newly breaks mandatory policies",
        "    aws-imdsv2: LaunchTemplate nodes: metadataOptions.httpTokens must be",
        "    required",
        "  Newly breaks advisory policies",
        "    logs-end: LaunchTemplate nodes: must end",
        "",
      ].join("\n"),
    );
    const markdown = diffMarkdown(diff);
    assert.ok(markdown.includes("<b>dev on AWS</b>: breaks a policy ⚠️"), markdown);
    assert.ok(
      markdown.includes(
        "**Newly breaks mandatory policies**\n\n" +
          "- `aws-imdsv2: LaunchTemplate nodes: metadataOptions.httpTokens must be required`\n\n" +
          "**Newly breaks advisory policies**\n\n- `logs-end: LaunchTemplate nodes: must end`",
      ),
      markdown,
    );
  });

  it("names the stacks without a change in one line", () => {
    const text = diffText(diffOf([]), { width: 80, colour: false });
    assert.equal(text, "the working tree against main (1234567)\n\nNo change: dev.\n");
  });
});

describe("the values of a change", () => {
  it("shows of JSON what differs in it, and of a text the first line", () => {
    const property = { path: "policy", verdict: "in-place" as const };
    const json = (action: string): string => JSON.stringify({ a: [{ action, b: 1 }] });
    assert.deepEqual(shownChanges({ ...property, old: json("x"), new: json("y") }), [
      { path: "policy → a[0].action", old: "x", new: "y" },
    ]);
    assert.deepEqual(shownChanges({ ...property, old: "a\nb\nc", new: "a\n B\nc" }), [
      { path: "policy, line 2", old: "b", new: "B" },
    ]);
    assert.deepEqual(shownChanges({ ...property, old: "", new: "\u001b[31mred\u202e" }), [
      { path: "policy", old: '""', new: " [31mred " },
    ]);
  });
});

describe("a diff as Markdown", () => {
  it("is folded by stack, with the warnings first", () => {
    const text = diffMarkdown(diffOf(EVERYTHING, SIDES));
    assert.ok(text.startsWith(`${MARKER}\n`));
    assert.match(text, /<details><summary><b>dev on AWS<\/b>: 2 replaced, .* ⚠️<\/summary>\n\n/);
    assert.equal(text.split("<details>").length, text.split("</details>").length);
    assert.ok(text.indexOf("**Refused:**") < text.indexOf("**Replaced**"));
    assert.match(text, / {2}- `cidr`: `10\.0\.0\.0\/16` → `10\.1\.0\.0\/16` \*\*forces it\*\*\n/);
    assert.doesNotMatch(text, /^\|/m);
  });

  it("lets nothing that a contributor writes be markup", () => {
    const hostile = "</details>`` <img src=x> @everyone [a](http://x)\n# b";
    const property = { path: hostile, old: hostile, new: hostile, verdict: "in-place" as const };
    const side = { title: "<script>", capacity: {}, ...FREE };
    const text = diffMarkdown(
      diffOf([change(hostile, { properties: [property] })], {
        head: side,
        baseError: `\`\`\`\n${hostile}`,
      }),
    );
    const spans = /(`+)(?!`)[^\n]*?[^`]\1(?!`)/g;
    const outside = text.replaceAll(/````text\n[\s\S]*?\n````/g, "").replaceAll(spans, "");
    assert.doesNotMatch(outside, /<img|@everyone|\[a\]|<script/);
    assert.equal(outside.split("</details>").length, 2);
  });

  it("stays under what GitHub takes, and says that it was shortened", () => {
    const properties = Array.from({ length: 40 }, (_, index) => ({
      path: `p${index}`,
      old: "o".repeat(500),
      new: "n".repeat(500),
      verdict: "in-place" as const,
    }));
    for (const count of [10, 100, 1000, 20_000]) {
      const many = Array.from({ length: count }, (_, index) =>
        change(`Thing ${index}`, {
          properties,
          operation: index % 2 === 0 ? "update" : "create",
        }),
      );
      const text = diffMarkdown(diffOf(many));
      assert.ok(text.length < 65_000, `${count}: ${text.length}`);
      assert.equal(text.includes("Shortened."), count > 10, String(count));
    }
  });

  it("has the picture of a changed stack, folded, before what it marks", () => {
    const picture = { mermaid: "flowchart TB\n  n0\n", legend: "+ created, ~ updated" };
    const text = diffMarkdown(diffOf(EVERYTHING, SIDES), new Map([["dev", picture]]));
    const folded = [
      "<details><summary>Picture: + created, ~ updated</summary>",
      "```mermaid\nflowchart TB\n  n0\n```",
      "</details>",
    ].join("\n\n");
    assert.equal(text.split(folded).length, 2);
    assert.ok(text.indexOf("**Disrupts**") < text.indexOf("mermaid"));
    assert.ok(text.indexOf("mermaid") < text.indexOf("**Replaced**"));
    const same = diffMarkdown(diffOf([]), new Map([["dev", picture]]));
    assert.doesNotMatch(same, /mermaid/);
  });

  it("leaves out a picture that is too large for the comment or for GitHub, and says so", () => {
    const note = /Its picture is too large for here: `npm run plan -- --stack dev --svg FILE`/;
    const shown = (mermaid: string | undefined): string =>
      diffMarkdown(diffOf(EVERYTHING, SIDES), new Map([["dev", { mermaid, legend: "" }]]));
    assert.match(shown(undefined), note);
    const long = shown("x".repeat(59_500));
    assert.match(long, note);
    assert.doesNotMatch(long, /Shortened\.|x{100}/);
    assert.match(long, /`cidr`/, "all else is there");
  });
});
