import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTPayload,
} from "jose";
import type { Answer } from "./servers";

/** A key of an issuer, with what it shows of it. */
export interface SigningKey {
  readonly algorithm: string;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

/** An OpenID Connect issuer on this machine. */
export class Issuer {
  /** What it was asked for, in order. */
  readonly asked: string[] = [];
  /** What it answers instead of what it should. */
  override: { readonly path: "discovery" | "keys"; readonly answer: Answer } | undefined;

  private constructor(
    private readonly server: Server,
    readonly port: number,
    /** Those it shows; tests add and remove some. */
    readonly keys: SigningKey[],
  ) {}

  /** @param port a free one by default */
  static async start(keys?: SigningKey[], port = 0): Promise<Issuer> {
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    const given = (server.address() as AddressInfo).port;
    const issuer = new Issuer(server, given, keys ?? [await Issuer.makeKey("ES256", "first")]);
    server.on("request", (request, response) => {
      const { status, body, headers } = issuer.answer(request.url ?? "");
      response.writeHead(status, { connection: "close", ...headers }).end(body);
    });
    return issuer;
  }

  static async makeKey(algorithm: string, kid: string): Promise<SigningKey> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm);
    const jwk = { ...(await exportJWK(publicKey)), kid, use: "sig" };
    return { algorithm, kid, privateKey, publicKey, jwk };
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Makes one more key, and shows it. */
  async addKey(algorithm: string): Promise<SigningKey> {
    const key = await Issuer.makeKey(algorithm, `key-${this.keys.length}-${algorithm}`);
    this.keys.push(key);
    return key;
  }

  async sign(claims: JWTPayload, { algorithm, kid, privateKey }: SigningKey): Promise<string> {
    return await new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid }).sign(privateKey);
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  private answer(url: string): Answer {
    const path = url === "/keys" ? "keys" : "discovery";
    this.asked.push(path);
    if (this.override?.path === path) return this.override.answer;
    const json =
      path === "keys"
        ? { keys: this.keys.map(({ jwk }) => jwk) }
        : { issuer: this.url, jwks_uri: `${this.url}/keys` };
    return {
      status: url === "/keys" || url === "/.well-known/openid-configuration" ? 200 : 404,
      body: JSON.stringify(json),
    };
  }
}
