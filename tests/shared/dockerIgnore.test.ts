import assert from "node:assert/strict";
import fc from "fast-check";
import { parseDockerIgnore } from "../../shared/dockerIgnore";

/** The paths that the lines leave in a build. */
function kept(lines: string[], paths: string[]): string[] {
  const ignore = parseDockerIgnore(lines.join("\n"));
  return paths.filter((path) => !ignore.ignores(path));
}

describe("a .dockerignore", () => {
  const cases: [what: string, lines: string[], paths: string[], kept: string[]][] = [
    ["names a file of the top folder only", ["a.txt"], ["a.txt", "sub/a.txt"], ["sub/a.txt"]],
    ["names a folder with all in it", ["dist/"], ["dist/a/b.js", "dist.js"], ["dist.js"]],
    ["may begin with a slash", ["/dist"], ["dist/a.js", "lib/a.js"], ["lib/a.js"]],
    [
      "keeps a star to one folder",
      ["*/temp*"],
      ["temp.txt", "sub/temp.txt", "sub/temporary/a", "a/b/temp.txt"],
      ["temp.txt", "a/b/temp.txt"],
    ],
    ["knows single characters", ["temp?"], ["tempa", "temp", "tempab"], ["temp", "tempab"]],
    ["knows sets of characters", ["v[12].txt"], ["v1.txt", "v3.txt"], ["v3.txt"]],
    ["reaches any depth by two stars", ["**/*.go"], ["a.go", "a/b/c.go", "a/go"], ["a/go"]],
    ["takes a dot as a dot", ["*.md"], ["README.md", "READMEmd"], ["READMEmd"]],
    ["takes a plus as a plus", ["a+b"], ["a+b", "aab"], ["aab"]],
    ["takes an escaped star as a star", ["a\\*b"], ["a*b", "acb"], ["acb"]],
    ["takes an escaped letter as that letter", ["\\d"], ["d", "1"], ["1"]],
    ["takes a lone bracket as a bracket", ["a["], ["a[", "a"], ["a"]],
    [
      "lets the last line decide",
      ["*.md", "!README*.md", "README-secret.md"],
      ["other.md", "README.md", "README-secret.md"],
      ["README.md"],
    ],
    ["takes back what is in a folder", ["*", "!src"], ["src/a.js", "b.js"], ["src/a.js"]],
    ["has comments and empty lines", ["# a", "", "  b  "], ["# a", "a", "b"], ["# a", "a"]],
    ["gives the context itself no meaning", [".", "/"], ["a"], ["a"]],
  ];
  for (const [what, lines, paths, expected] of cases) {
    it(what, () => {
      assert.deepEqual(kept(lines, paths), expected);
    });
  }

  it("says whether anything is taken back", () => {
    assert.equal(parseDockerIgnore("*.md\n!a.md").hasExceptions, true);
    assert.equal(parseDockerIgnore("*.md").hasExceptions, false);
  });

  it("refuses a line that is no pattern, and names it", () => {
    assert.throws(
      () => parseDockerIgnore("ok\n[z-a]"),
      /\.dockerignore: "\[z-a\]" is not a pattern/,
    );
  });

  it("ignores exactly the path that a plain line names, and what is below it", () => {
    const name = fc
      .stringMatching(/^[a-z.+^$(){}|,~ -]*[a-z]$/)
      .filter((text) => text === text.trim());
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 3 }), name, (parts, other) => {
        fc.pre(!parts.includes("..") && !parts.includes("."));
        const path = parts.join("/");
        const ignore = parseDockerIgnore(path);
        const ignores = (text: string): boolean => ignore.ignores(text);
        assert.ok(ignores(path) && ignores(`${path}/${other}`));
        assert.ok(!ignores(`${other}/${path}`) || `${other}/${path}`.startsWith(`${path}/`));
        assert.ok(!ignores(`${path}${other}`));
      }),
    );
  });
});
