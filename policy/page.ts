import { POLICIES } from "./policies";

const HEAD = `# Policies

The invariants of the platform, by name. This page is made from the policies by \`npm run docs\`; a test
keeps it current.

\`\`\`sh
npm run policy                            # every shipped stack, offline
npm run policy -- --stack prod-aws --set nodes.min=30
pulumi preview --policy-pack policy       # the same rules, asked by the engine
pulumi up --policy-pack policy            # refused where a mandatory policy is broken
\`\`\`

\`npm run policy\` plans each stack without an account and fails where a **mandatory** policy is broken;
an **advisory** one is only said. [\`npm run diff\`](diff.md) says what a change newly breaks. "prod" below
means: in stacks of \`size: prod\` only. No message holds a value, since it may be a secret.

The engine and the offline run ask the same functions of the same inputs: the tests on the real engine
compare both for every shipped stack, in a first preview and in \`up\`. In a preview the engine does not
know some values yet; a policy says nothing of these, and looks again in \`up\`, before the resource is
made. \`up\` stops in its own preview, before anything is made; with \`--skip-preview\` it stops only when it
comes to the resource, and at policies that look at several resources ("all" below) when all is made. The
pack needs Pulumi's CLI, and no Pulumi Cloud.

What the pack cannot see: what a cloud does by itself, and whether an input was marked as a secret, which
the engine does not tell it. So \`no-plain-secrets\` goes by names of variables and forms of texts.

## Exemptions

\`policy/exemptions.yaml\` says who may break a policy, and none of the shipped stacks needs it:

\`\`\`yaml
- policy: images-by-digest
  stack: prod-aws
  resource: chatscale-prod-aws-autoscaler # left out: all resources of the stack
  reason: The mirror that gives digests is set up in March.
  until: 2027-03-31 # the last day, in UTC; within a year
\`\`\`

It stands beside the policies and not in a stack's config, so that those who own the policies can be
asked for it (\`CODEOWNERS\`). One without a reason, or whose day is over, is an error: \`npm run policy\`
and the pack then stop before they look at anything. One that lets nothing be is said.

## All policies

| Policy | Level | Looks at | What holds | What to do |
| --- | --- | --- | --- | --- |
`;

/** The documentation of every policy, as Markdown. */
export function policyPage(): string {
  const rows = POLICIES.map((policy) => {
    const { name, level, prodOnly, description, remediation } = policy;
    const looksAt = "check" in policy ? "each" : "all";
    const where = prodOnly ? `${level}, prod` : level;
    return `| \`${name}\` | ${where} | ${looksAt} | ${description} | ${remediation} |\n`;
  });
  return HEAD + rows.join("");
}
