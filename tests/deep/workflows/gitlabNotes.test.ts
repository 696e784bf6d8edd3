import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { MARKER } from "../../../diff/markdown";
import { TOKEN, withGitLab } from "./gitlabApi";
import { Recorded } from "./recorded";
import { gitlabScript, needs } from "./steps";

/** An open merge request, whose pipeline ran in a fork. */
const GIVEN = {
  "projects/1/merge_requests": [{ iid: 5, sha: "abc" }],
  "projects/1/merge_requests/5/pipelines": [
    { id: 30, sha: "abc", source: "push", project_id: 1 },
    { id: 31, sha: "abc", source: "merge_request_event", project_id: 2 },
    { id: 29, sha: "older", source: "merge_request_event", project_id: 2 },
  ],
  "projects/2/pipelines/31/jobs": [
    { id: 70, name: "plan-diff", artifacts_file: { filename: "artifacts.zip" } },
    { id: 71, name: "preview", artifacts_file: null },
  ],
  "projects/2/jobs/70/artifacts/plan-diff.md": `${MARKER}\n### hello @team\n /merge\n`,
  "projects/1/merge_requests/5/notes": [],
};
const POSTED = "POST projects/1/merge_requests/5/notes body\n";
const SENT = `${MARKER}\n### hello @\u200bteam\n \u200b/merge\n`;

describe("the notes of merge requests on GitLab", () => {
  needs("bash", "jq");
  const recorded = Recorded.use();

  const post = (given: object = {}) => {
    const ran = withGitLab(recorded, gitlabScript("notes"), { ...GIVEN, ...given });
    assert.equal(ran.code, 0, ran.stderr);
    assert.ok(!ran.calls.join("\n").includes(TOKEN));
    return ran.written;
  };

  it("are posted once, from a fork's pipeline too, and call nobody and no command", () => {
    assert.equal(post(), POSTED);
    assert.equal(recorded.read("sent.md"), SENT);
  });

  it("are renewed only when they differ, and only their own", () => {
    const note = (id: number, author: number, body: string) => ({
      id,
      author: { id: author },
      body,
    });
    const notes = (mine: string) => ({
      "projects/1/merge_requests/5/notes": [
        note(1, 7, SENT),
        note(2, 99, "another"),
        note(3, 99, mine),
      ],
    });
    assert.equal(post(notes(`${MARKER}\nold`)), "PUT projects/1/merge_requests/5/notes/3 body\n");
    assert.equal(post(notes(SENT.trim())), "");
  });

  it("are one for the diff and one for the preview", () => {
    const jobs = ["plan-diff", "preview"].map((name, at) => ({
      id: 70 + at,
      name,
      artifacts_file: {},
    }));
    const written = post({
      "projects/2/pipelines/31/jobs": jobs,
      "projects/2/jobs/71/artifacts/preview.md": "<!-- chatscale-preview -->\nhello\n",
    });
    assert.equal(written, POSTED + POSTED);
  });

  it("are not posted from another text, a large one, or another commit's pipeline", () => {
    for (const text of ["# hello\n", `${MARKER}\n${"a".repeat(300_000)}`]) {
      assert.equal(post({ "projects/2/jobs/70/artifacts/plan-diff.md": text }), "");
    }
    assert.equal(post({ "projects/1/merge_requests": [{ iid: 5, sha: "newer" }] }), "");
  });

  it("keep one issue about drift, as on GitHub", () => {
    const keep = (issues: readonly object[]) => {
      const ran = withGitLab(recorded, gitlabScript("drift-issue"), {
        "projects/1/issues": issues,
      });
      assert.equal(ran.code, 0, ran.stderr);
      return ran.written;
    };
    mkdirSync(join(recorded.folder, "drift"));
    recorded.write("drift/dev.drift", "- changed `a` `b`\n");
    const title = "title=The cloud has drifted from its state";
    assert.equal(keep([]), `POST projects/1/issues ${title} labels=drift description\n`);
    assert.match(recorded.read("sent.md"), /#### `dev`\n\n- changed `a` `b`\n/);
    assert.equal(keep([{ iid: 4 }]), "PUT projects/1/issues/4 description\n");

    recorded.run("mv drift/dev.drift drift/dev.same", {});
    assert.equal(keep([{ iid: 4 }]), "PUT projects/1/issues/4 state_event=close\n");
    assert.equal(keep([]), "");
  });
});
