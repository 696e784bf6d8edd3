import assert from "node:assert/strict";
import { readOptions, type RawOptions } from "../../load/options";
import type { LoadSettings } from "../../load/settings";
import type { Problem } from "../../shared/problems";

const GOOD: RawOptions = {
  url: ["http://127.0.0.1:8080"],
  rate: "5",
  duration: "30",
  shape: "steady",
  spike: "5",
  seed: "1",
  timeout: "120",
  streams: "10000",
  protocol: "chatscale",
  model: "default",
  prompt: "Hello",
  yes: false,
};

function settings(raw: Partial<RawOptions> = {}): LoadSettings {
  const read = readOptions({ ...GOOD, ...raw });
  assert.ok("settings" in read, JSON.stringify(read));
  return read.settings;
}

function problems(raw: Partial<RawOptions>): readonly Problem[] {
  const read = readOptions({ ...GOOD, ...raw });
  assert.ok("problems" in read);
  return read.problems;
}

const keysOf = (raw: Partial<RawOptions>): string[] => problems(raw).map(({ key }) => key);

describe("the options of a load", () => {
  it("are read into settings", () => {
    const { urls, ...rest } = settings({ rate: "0.5", seed: "0", token: " secret\n" });
    assert.deepEqual(
      urls.map((url) => url.href),
      ["http://127.0.0.1:8080/api/chats"],
    );
    assert.deepEqual(rest, {
      protocol: "chatscale",
      shape: "steady",
      rate: 0.5,
      spike: 5,
      duration: 30,
      seed: 0,
      timeout: 120,
      mostOpen: 10_000,
      headers: { authorization: "Bearer secret" },
      prompt: "Hello",
      model: "default",
    });
  });

  it("complete a URL without a path, and leave others alone", () => {
    const href = (url: string, protocol = "chatscale"): string | undefined =>
      settings({ url: [url], protocol }).urls[0]?.href;
    assert.equal(href("http://localhost", "openai"), "http://localhost/v1/chat/completions");
    assert.equal(href("http://localhost/x/chats?a=b"), "http://localhost/x/chats?a=b");
  });

  it("refuse a host that is not this machine, and say how it is allowed", () => {
    assert.deepEqual(problems({ url: ["http://127.0.0.1", "https://chat.example.com/"] }), [
      {
        key: "--url",
        value: "chat.example.com",
        rule: "is not this machine, and load costs its owner money or may stop the service",
        fix: "When the service is yours and may be loaded, add --yes.",
      },
      {
        key: "--url",
        rule: "must be http everywhere, or https everywhere",
        fix: "Run the load once for each.",
      },
    ]);
    const url = ["https://chat.example.com/"];
    assert.equal(settings({ url, yes: true }).urls[0]?.href, "https://chat.example.com/api/chats");
  });

  it("are refused all at once", () => {
    const bad = {
      url: ["ftp://127.0.0.1", "what"],
      rate: "fast",
      duration: "0",
      shape: "square",
      spike: "",
      seed: "1.5",
      timeout: "Infinity",
      streams: "20001",
      protocol: "grpc",
      token: "two\nlines",
      headers: "X-Good: yes\nbad\nX-Bad: \u0001",
    };
    assert.deepEqual(keysOf(bad), [
      ...["--protocol", "--shape", "--rate", "--duration", "--spike", "--timeout", "--seed"],
      ...["--streams", "--url", "--url"],
      ...["--headers-file, line 2", "--headers-file, line 3", "the token"],
    ]);
    assert.deepEqual(problems({ rate: "fast" }), [
      {
        key: "--rate",
        value: '"fast"',
        rule: "must be a number from 0.01 to 5000 (chats a second)",
        fix: "Write for example --rate 20.",
      },
    ]);
    assert.deepEqual(keysOf({ url: [] }), ["--url"]);
  });

  it("bound a run by its peak and by its number of chats", () => {
    assert.deepEqual(keysOf({ shape: "spike", rate: "2000", spike: "3" }), ["--rate × --spike"]);
    assert.deepEqual(keysOf({ rate: "1000", duration: "1001" }), ["--rate × --duration"]);
    assert.equal(settings({ rate: "1000", duration: "1000" }).rate, 1000);
  });

  it("take headers from lines, and never show what may be secret", () => {
    const headers = "X-Api-Key: abc:def\r\n\r\nX-Env: test\n";
    assert.deepEqual(settings({ headers }).headers, { "x-api-key": "abc:def", "x-env": "test" });
    const bad = {
      url: ["http://me:pass@127.0.0.1"],
      token: "hidden\u0000",
      headers: "hidden",
    };
    assert.equal(problems(bad).length, 3);
    assert.doesNotMatch(JSON.stringify(problems(bad)), /hidden|pass@/);
  });
});
