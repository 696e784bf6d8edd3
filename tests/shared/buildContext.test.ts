import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildTag, dockerfilePath, type ImageBuild } from "../../shared/buildContext";

const BUILD: ImageBuild = { kind: "build", context: "app", dockerfile: "Dockerfile" };

describe("the tag of a build", () => {
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "chatscale-build-"));
    write("Dockerfile", "FROM scratch\n");
    write("src/server.js", "serve();\n");
  });

  afterEach(() => {
    rmSync(project, { recursive: true });
  });

  function write(path: string, text: string): void {
    const file = join(project, "app", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  const tag = (build = BUILD, platform = "linux/arm64"): string =>
    buildTag(build, platform, project);

  it("is one that a registry takes", () => {
    assert.match(tag(), /^build-[0-9a-f]{16}$/);
  });

  it("stays while nothing changes, whatever the folder is called and whenever it was made", () => {
    const before = tag();
    write("src/server.js", "serve();\n");
    assert.equal(tag(), before);
    const elsewhere = mkdtempSync(join(tmpdir(), "chatscale-other-"));
    try {
      mkdirSync(join(elsewhere, "app", "src"), { recursive: true });
      writeFileSync(join(elsewhere, "app", "src", "server.js"), "serve();\n");
      writeFileSync(join(elsewhere, "app", "Dockerfile"), "FROM scratch\n");
      assert.equal(buildTag(BUILD, "linux/arm64", elsewhere), before);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  const changes: [what: string, change: () => void][] = [
    ["the content of a file", () => write("src/server.js", "serve(1);\n")],
    ["a new file", () => write("src/other.js", "serve();\n")],
    ["an empty new file", () => write("src/empty", "")],
    ["a file that can be run", () => chmodSync(join(project, "app", "src/server.js"), 0o755)],
    ["the Dockerfile", () => write("Dockerfile", "FROM scratch\nUSER 1\n")],
    ["a link", () => symlinkSync("server.js", join(project, "app", "src", "link.js"))],
  ];
  for (const [what, change] of changes) {
    it(`changes with ${what}`, () => {
      const before = tag();
      change();
      assert.notEqual(tag(), before);
    });
  }

  it("changes with the platform, and with which Dockerfile is used", () => {
    write("Other", "FROM scratch\n");
    const before = tag();
    assert.notEqual(tag(BUILD, "linux/amd64"), before);
    assert.notEqual(tag({ ...BUILD, dockerfile: "Other" }), before);
  });

  it("tells a moved line from a moved file", () => {
    write("a", "1");
    write("b", "2");
    const before = tag();
    write("a", "2");
    write("b", "1");
    assert.notEqual(tag(), before);
  });

  it("leaves out what Docker is not given, and commits", () => {
    write(".dockerignore", "node_modules\n*.log\n");
    const before = tag();
    write("node_modules/a/index.js", "1");
    write("server.log", "2");
    write(".git/HEAD", "3");
    assert.equal(tag(), before);
  });

  it("sees what is taken back from an ignored folder, and the Dockerfile even if ignored", () => {
    write(".dockerignore", "*\n!src/server.js\n");
    const before = tag();
    write("src/other.js", "1");
    assert.equal(tag(), before);
    write("src/server.js", "2");
    const after = tag();
    assert.notEqual(after, before);
    write("Dockerfile", "FROM scratch\nUSER 1\n");
    assert.notEqual(tag(), after);
  });

  it("prefers the ignore file of its own Dockerfile", () => {
    write(".dockerignore", "");
    write("Dockerfile.dockerignore", "*.log");
    const before = tag();
    write("server.log", "1");
    assert.equal(tag(), before);
  });
});

describe("the path of a Dockerfile", () => {
  it("is below its context", () => {
    assert.equal(dockerfilePath({ ...BUILD, dockerfile: "docker/prod" }), "app/docker/prod");
    assert.equal(dockerfilePath({ ...BUILD, context: "." }), "Dockerfile");
  });
});
