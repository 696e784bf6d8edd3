import { setTimeout as sleep } from "node:timers/promises";
import { jsonLog } from "../../../../app/gateway/log";
import { RedisConnection } from "../../../../app/gateway/store/redisConnection";
import { RedisStore } from "../../../../app/gateway/store/redisStore";
import { LEASE } from "../../../../app/gateway/store/store";
import { describeStore } from "../../../support/storeContract";
import { requireRedis, startRedis, type RedisServer } from "../redis";

describe("sessions in a real Redis", () => {
  let redis: RedisServer;

  before(async function () {
    requireRedis(this);
    redis = await startRedis();
  });

  after(async () => {
    await (redis as RedisServer | undefined)?.remove();
  });

  describeStore(async () => {
    const address = { host: "127.0.0.1", port: redis.port, tls: false, username: undefined };
    const log = jsonLog(() => undefined);
    const connection = new RedisConnection(address, () => Promise.resolve(undefined), log);
    await connection.connect(60_000);
    return { store: new RedisStore(connection), passLease: () => sleep(LEASE + 50) };
  });
});
