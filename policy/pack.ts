import { readFileSync } from "node:fs";
import { join } from "node:path";

import { RunError } from "@pulumi/pulumi/errors";
import { PolicyPack } from "@pulumi/policy";
import { parse } from "yaml";

import { describeProblems } from "../shared/problems";
import { isProd, packPolicies } from "./adapter";
import { EXEMPTIONS_FILE, readExemptions } from "./exemptions";
import { POLICIES } from "./policies";

const file = readFileSync(join(__dirname, "exemptions.yaml"), "utf8");
const { exemptions, problems } = readExemptions(parse(file), POLICIES, new Date());
if (problems.length > 0) throw new RunError(describeProblems(EXEMPTIONS_FILE, problems));

new PolicyPack("chatscale", { policies: packPolicies(exemptions, isProd(process.env)) });
