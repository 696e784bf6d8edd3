import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

// What no file may do unless its room, further down, allows it. Selectors instead of
// no-restricted-imports, because that rule does not see `await import()`.
const bans = {
  awsSdk: ban(imports("^@pulumi/aws"), "An AWS SDK import lives in aws/."),
  azureSdk: ban(imports("^@pulumi/azure"), "An Azure SDK import lives in azure/."),
  sdkRoot: ban(
    imports("^@pulumi/(aws|azure-native|kubernetes)$"),
    "The SDK's root loads every service. Import a module: @pulumi/aws/eks, @pulumi/kubernetes/types/input.",
  ),
  cloud: ban(
    imports(folder("aws|azure|kubernetes")),
    "Only index.ts picks a cloud, and the clouds do not know each other. What both need lives in shared/.",
  ),
  cloudAtStart: ban(
    `:matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration)${imports(folder("aws|azure|kubernetes"))}`,
    "Import a cloud with `await import()`, so that the other cloud's SDK is never loaded.",
  ),
  plan: ban(
    imports(folder("plan")),
    "Only cli/, cost/, diff/, picture/, policy/, doctor/ and bench/ know of plans.",
  ),
  planRun: ban(imports("/plan/run([.]js)?$"), "Only cli/ and bench/ run a plan."),
  cost: ban(
    imports(folder("cost")),
    "Only cli/ prices a plan, and diff/ shows it: nothing below them knows of money.",
  ),
  picture: ban(
    imports(folder("picture")),
    "Only cli/ draws a plan: nothing below it knows of pictures.",
  ),
  diff: ban(imports(folder("diff")), "Only cli/ compares plans: nothing below it knows of diffs."),
  policy: ban(
    imports(folder("policy")),
    "Only cli/ and diff/ judge a plan: the program itself knows of no policies.",
  ),
  doctor: ban(
    imports(folder("doctor")),
    "Only cli/ examines a machine: nothing below it runs other programs.",
  ),
  rehearsal: ban(
    imports(folder("rehearsal")),
    "Only cli/ rehearses failures: nothing below it starts gateways.",
  ),
  cli: ban(imports(folder("cli")), "The commands are the outermost layer: nothing imports them."),
  config: ban(
    [
      "MemberExpression[object.name='pulumi'][property.name='Config']",
      "ImportDeclaration[source.value='@pulumi/pulumi'] ImportSpecifier[imported.name='Config']",
      "Identifier[name='allConfig']",
      imports("^@pulumi/[^/]+/config"),
    ].join(", "),
    "Stack config is read in shared/config/load.ts only. Take the value as an argument.",
  ),
  mocks: ban(
    "MemberExpression[property.name='setMocks'], ImportSpecifier[imported.name='setMocks']",
    "Mocks are set once per process: in plan/monitor.ts, and for tests in tests/support/.",
  ),
  exit: ban(
    "MemberExpression[object.name='process'][property.name='exit']",
    "Throw, and let cli/ choose the exit code.",
  ),
};

// What runs in the cloud stands alone: it is bundled without Pulumi and without the program.
const ownRoom = ban(
  `:matches(${imports("^@pulumi/")}, ${imports(folder("shared|plan|cost|diff|policy|doctor|aws|azure|kubernetes|cli"))})`,
  "app/ runs in the cloud: it imports neither Pulumi nor the program that deploys it.",
);

// The load generator knows the service by its URL, a plot is only a drawing, and a rehearsal runs app/.
const besideProgram = ban(
  `:matches(${imports("^@pulumi/")}, ${imports("^[.]{1,2}/([.]{2}/)*shared/(?!problems(.js)?$)")})`,
  "load/, plot/ and rehearsal/ stand beside the program: of shared/ they take problems.ts only.",
);

function ban(selector, message) {
  return { selector, message };
}

/** Selects every import, re-export, import() and import type of a module. */
function imports(pattern) {
  // A selector's regular expression ends at the first slash, escaped or not.
  return `[source.value=/${pattern.replaceAll("/", "\\u002F")}/]`;
}

/** Matches a relative path into a top-level folder. */
function folder(names) {
  return `^[.]{1,2}/([.]{2}/)*(${names})(/|$)`;
}

/** Allows the files of one room some of what is banned elsewhere. */
function room(files, ...allowed) {
  const rest = Object.entries(bans).filter(([name]) => !allowed.includes(name));
  return {
    files,
    rules: { "no-restricted-syntax": ["error", ...rest.map(([, entry]) => entry)] },
  };
}

/** Tests may reach whatever they test. */
const testRooms = [
  "awsSdk",
  "azureSdk",
  "cloud",
  "cloudAtStart",
  "plan",
  "planRun",
  "cost",
  "diff",
  "policy",
  "doctor",
  "picture",
  "rehearsal",
  "cli",
];

export default defineConfig(
  globalIgnores(["coverage/"]),
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-invalid-void-type": ["error", { allowAsThisParameter: true }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["**/*.{ts,mjs}"],
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: { eqeqeq: "error", "no-console": "error" },
  },
  room(["**/*.{ts,mjs}"]),
  room(["index.ts"], "cloud"),
  room(["aws/**"], "awsSdk"),
  room(["azure/**"], "azureSdk"),
  room(["shared/config/load.ts"], "config"),
  room(["plan/monitor.ts"], "mocks"),
  room(["cost/**"], "plan"),
  room(["diff/**"], "plan", "cost", "diff", "policy"),
  room(["policy/**"], "plan", "policy"),
  room(["doctor/**"], "plan", "doctor"),
  room(["picture/**"], "plan", "picture"),
  room(["compare/**"], "cost"),
  room(
    ["cli/**"],
    "plan",
    "planRun",
    "cost",
    "diff",
    "picture",
    "policy",
    "doctor",
    "rehearsal",
    "cli",
    "exit",
  ),
  room(["bench/**"], "plan", "planRun"),
  {
    files: ["app/**"],
    rules: {
      "no-restricted-syntax": ["error", ...Object.values(bans), ownRoom],
    },
  },
  room(["tests/**"], ...testRooms),
  room(["tests/support/**"], ...testRooms, "mocks"),
  {
    files: ["load/**", "plot/**", "rehearsal/**"],
    rules: {
      "no-restricted-syntax": ["error", ...Object.values(bans), besideProgram],
    },
  },
  {
    files: ["cli/**", "bench/**"],
    rules: { "no-console": "off" },
  },
  {
    // Arrays of a million numbers, whose indexes are counted up to their length.
    files: ["compare/**"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: ["tests/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
);
