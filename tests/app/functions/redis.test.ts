import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import fc from "fast-check";
import { Redis } from "../../../app/functions/redis";
import { RedisError, respCommand, RespReader } from "../../../app/functions/resp";

describe("the Redis protocol", () => {
  it("writes commands by length, in bytes", () => {
    assert.equal(respCommand(["SET", "ü", ""]), "*3\r\n$3\r\nSET\r\n$2\r\nü\r\n$0\r\n\r\n");
  });

  it("reads replies, wherever the connection cuts them", () => {
    const stream = Buffer.from("+OK\r\n:42\r\n$-1\r\n$6\r\na\r\nü!\r\n-WRONGPASS no\r\n$0\r\n\r\n");
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
        const reader = new RespReader();
        const points = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const replies = points.flatMap((start, index) =>
          reader.push(stream.subarray(start, points[index + 1] ?? stream.length)),
        );
        assert.deepEqual(replies.slice(0, 4), ["OK", 42, null, "a\r\nü!"]);
        assert.ok(replies[4] instanceof RedisError);
        assert.equal(replies[4].message, "WRONGPASS");
        assert.deepEqual(replies.slice(5), [""]);
      }),
    );
  });

  it("is not taken for something else", () => {
    assert.throws(() => new RespReader().push(Buffer.from("HTTP/1.1 400\r\n")), /does not speak/);
  });
});

describe("the Redis client", () => {
  let server: Server;
  let sockets: Socket[];
  let lines: string[];
  /** What the server does with the text of a command. */
  let answer: (command: string, socket: Socket) => void;

  const client = (
    username?: string,
    password = (): Promise<string> => Promise.resolve("password"),
  ): Redis => {
    const { port } = server.address() as AddressInfo;
    const address = { host: "127.0.0.1", port, username, password };
    return new Redis(address, (host, at) => connect(at, host), 200);
  };

  beforeEach(async () => {
    sockets = [];
    lines = [];
    answer = (_, socket) => socket.write("+OK\r\n");
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      socket.on("data", (data: Buffer) => {
        const words = data
          .toString()
          .split("\r\n")
          .filter((word) => !/^[*$]/.test(word));
        const command = words.join(" ").trim();
        lines.push(command);
        answer(command, socket);
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });

  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it("signs in once, then sends commands over the same connection", async () => {
    const redis = client();
    assert.equal(await redis.command("SET", "a", "1"), "OK");
    assert.equal(await redis.command("GET", "a"), "OK");
    assert.deepEqual(lines, ["AUTH password", "SET a 1", "GET a"]);
    assert.equal(sockets.length, 1);
    await client("user").command("PING");
    assert.equal(lines[3], "AUTH user password");
  });

  it("signs in anew with the next token, and lets the old connection go", async () => {
    let token = "one";
    const redis = client("id", () => Promise.resolve(token));
    await redis.command("GET", "a");
    await redis.command("GET", "b");
    token = "two";
    await Promise.all([redis.command("GET", "c"), redis.command("GET", "d")]);
    assert.deepEqual(lines.slice(0, 5), ["AUTH id one", "GET a", "GET b", "AUTH id two", "GET c"]);
    assert.equal(sockets.length, 2);
    if (!sockets[0]?.destroyed) await once(sockets[0]!, "close");
    const failing = client("id", () => Promise.reject(new Error("no token")));
    await assert.rejects(failing.command("GET", "a"), /no token/);
  });

  it("connects anew when the connection has gone, and sends the command again", async () => {
    const redis = client();
    await redis.command("GET", "a");
    sockets[0]?.destroy();
    assert.equal(await redis.command("GET", "b"), "OK");
    let drops = 1;
    answer = (command, socket) => {
      if (command === "GET c" && drops-- > 0) socket.destroy();
      else socket.write("+OK\r\n");
    };
    assert.equal(await redis.command("GET", "c"), "OK");
    assert.equal(lines.filter((line) => line === "GET c").length, 2);
  });

  it("fails when it cannot connect, sign in or be understood", async () => {
    answer = (command, socket) =>
      socket.write(command.startsWith("AUTH") ? "-WRONGPASS invalid\r\n" : "+OK\r\n");
    await assert.rejects(client().command("GET", "a"), /refused the sign-in/);
    answer = (command, socket) =>
      socket.write(command.startsWith("AUTH") ? "+OK\r\n" : "-ERR unknown command 'GET a'\r\n");
    await assert.rejects(client().command("GET", "a"), (error) => {
      assert.ok(error instanceof RedisError);
      assert.equal(error.message, "ERR", "the rest of the line may repeat what was sent");
      return true;
    });
    answer = (_, socket) => socket.destroy();
    await assert.rejects(client().command("GET", "a"));
  });

  it("does not wait for a server that is silent", async () => {
    answer = (command, socket) => {
      if (command.startsWith("AUTH")) socket.write("+OK\r\n");
    };
    await assert.rejects(client().command("GET", "a"), /silent/);
  });
});
