import assert from "node:assert/strict";
import { loadTable, WIDTH } from "../../load/table";
import { REPORT } from "./reports";

describe("the table of a load", () => {
  it("says all that the report holds", () => {
    assert.deepEqual(loadTable(REPORT).split("\n"), [
      "http://127.0.0.1:8080/api/chats",
      "http://127.0.0.1:8081/api/chats",
      "30 chats/s with a spike of 150 for 4 s, seed 1; took 5.26 s",
      "",
      "Chats                                count     share",
      "  due                                3,000   100.0 %",
      "  complete                           2,900    96.7 %",
      "    of these, ended by timeout          10     0.3 %",
      "  refused: 429                           8     0.3 %   Retry-After 1 s",
      "    of these, no Retry-After             3     0.1 %",
      "  refused: 503                          50     1.7 %   Retry-After 1–5 s",
      "  failed: model_failed                  30     1.0 %",
      "  failed: http_500                       1   < 0.1 %",
      "  truncated                              2   < 0.1 %",
      "  still open at the end                  4     0.1 %",
      "  not sent: too many open                5     0.2 %",
      "",
      "Milliseconds                          p50      p95      p99    p99.9      max",
      "  first token, from when due         12.3     14.1     20.2      145    1,206",
      "  between tokens                     0.45     14.1     20.2      145    1,206",
      "  whole reply, from when due            –        –        –        –        –",
      "",
      "Streams",
      "  most open at once                    212",
      "  tokens                           118,120",
      "  connections resumed                    3",
      "  events lost                            2",
      "  events doubled                         1",
      "",
      "Generator",
      "  sent after due                     12.3     14.1     31.2      145    1,206",
      "  event loop busy                   41.3 %",
      "",
      "! The generator could not keep up: it was busy for 41.3 % of the time, and one",
      "  in a hundred was 31.2 ms late. Part of the latencies is its own. Lower the",
      "  rate, or take a machine that is less busy.",
      "! 5 chats came when as many streams were open as --streams allows, and went",
      "  unsent: the service was not given the whole load.",
      "! 42 chats never had a token (1.4 %): the times to first token are those of the",
      "  others.",
      "! Events were lost or doubled: what people read was not what the model said.",
      "",
    ]);
  });

  it("leaves out what did not happen", () => {
    const chats = { ...REPORT.chats, due: 1, complete: 1, ends: { stop: 1 }, shed: [], failed: {} };
    const text = loadTable({
      ...REPORT,
      run: { ...REPORT.run, urls: ["http://127.0.0.1/api/chats"], shape: "ramp", rate: 0.5 },
      interrupted: true,
      chats: { ...chats, truncated: 0, unfinished: 0, notSent: 0 },
      firstToken: { ...REPORT.firstToken!, count: 1 },
      stream: { tokens: 0, resumed: 0, lost: 0, doubled: 0, mostOpen: 1 },
      generator: { late: undefined, busy: 0 },
    });
    assert.deepEqual(text.split("\n"), [
      "http://127.0.0.1/api/chats",
      "ramp from 0 to 0.5 chats/s for 4 s, seed 1; stopped after 5.26 s",
      "",
      "Chats                                count     share",
      "  due                                    1   100.0 %",
      "  complete                               1   100.0 %",
      "  truncated                              0     0.0 %",
      "",
      "Milliseconds                          p50      p95      p99    p99.9      max",
      "  first token, from when due         12.3     14.1     20.2      145    1,206",
      "  between tokens                     0.45     14.1     20.2      145    1,206",
      "  whole reply, from when due            –        –        –        –        –",
      "",
      "Streams",
      "  most open at once                      1",
      "  tokens                                 0",
      "  connections resumed                    0",
      "",
      "Generator",
      "  sent after due                        –        –        –        –        –",
      "  event loop busy                    0.0 %",
      "",
      "! p99.9 of 1 chat is the slowest of them: run longer to know it.",
      "",
    ]);
  });

  it("fits 80 columns, whatever happens", () => {
    const url = `http://127.0.0.1/${"x".repeat(100)}`;
    const huge = { ...REPORT.firstToken!, p50: 3_600_000, p95: 3_600_000, max: 3_600_000 };
    const text = loadTable({
      ...REPORT,
      run: { ...REPORT.run, urls: [url], rate: 4999.99, duration: 3599.99, seed: 2 ** 31 - 1 },
      seconds: 7199.99,
      interrupted: true,
      chats: {
        ...REPORT.chats,
        due: 1_000_000,
        complete: 999_999,
        failed: { ["x".repeat(100)]: 1_000_000 },
        shed: [
          { status: 503, count: 999_999, withoutRetryAfter: 999_998, retryAfter: [1, 86_400] },
        ],
      },
      firstToken: huge,
    });
    for (const line of text.split("\n")) assert.ok(line.length <= WIDTH, line);
    assert.match(text, /> 99\.9 %/);
  });
});
