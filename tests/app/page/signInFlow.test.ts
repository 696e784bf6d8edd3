import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Http } from "../../../app/page/http";
import { MemoryBox } from "../../../app/page/memoryBox";
import { returnOf, signInAddress } from "../../../app/page/signInFlow";

const PAGE = "https://chat.example.com/bot/";

/** Goes off to sign in, and gives what the issuer would send back. */
async function leave(box: MemoryBox) {
  const address = await signInAddress(box, new URL(`${PAGE}#/c1`));
  const query = new URL(address, PAGE).searchParams;
  return { address, state: query.get("state") ?? "", challenge: query.get("challenge") ?? "" };
}

describe("the page's sign-in", () => {
  it("goes by way of the gateway, with a verifier that no address shows", async () => {
    const box = new MemoryBox();
    const { address, state, challenge } = await leave(box);
    assert.match(address, /^api\/sign-in\?state=[\w-]{43}&challenge=[\w-]{43}&redirect=/);
    assert.equal(new URL(address, PAGE).searchParams.get("redirect"), PAGE);
    const sent: unknown[] = [];
    const http = new Http(
      () => undefined,
      (path, init) => {
        sent.push([path, init?.method, JSON.parse(init?.body as string)]);
        return Promise.resolve(Response.json({ token: "t" }));
      },
    );
    const at = new URL(`${PAGE}?code=c&state=${state}`);
    const back = returnOf(http, box, at);
    assert.equal(back?.address, "/bot/#/c1");
    assert.equal(await back.token(), "t");
    const [[path, method, body]] = sent as [[string, string, Record<string, string>]];
    assert.deepEqual(
      [path, method, body["code"], body["redirect"]],
      ["api/token", "POST", "c", PAGE],
    );
    const verifier = body["verifier"] ?? "";
    assert.equal(createHash("sha256").update(verifier).digest("base64url"), challenge);
    assert.equal(address.includes(verifier), false);
    assert.equal(returnOf(http, box, at), undefined);
  });

  it("gives no token for another's state, for a refusal, or when the gateway gives none", async () => {
    const refusing = new Http(
      () => undefined,
      () => Promise.resolve(Response.json({ error: {} }, { status: 401 })),
    );
    for (const query of [
      () => "code=c&state=of-another-tab",
      (state: string) => `error=access_denied&state=${state}`,
      (state: string) => `code=c&state=${state}`,
    ]) {
      const box = new MemoryBox();
      const { state } = await leave(box);
      const back = returnOf(refusing, box, new URL(`${PAGE}?${query(state)}`));
      assert.equal(await back?.token(), undefined);
      assert.equal(box.length, 0);
    }
  });

  it("takes no notice of an address that no sign-in of this tab leads back to", () => {
    const http = new Http(
      () => undefined,
      () => Promise.reject(new Error("nothing is to be sent")),
    );
    const at = new URL(`${PAGE}?code=c&state=s`);
    assert.equal(returnOf(http, new MemoryBox(), at), undefined);
  });
});
