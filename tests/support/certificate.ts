import { generateKeyPairSync, sign } from "node:crypto";

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Object identifiers, as DER writes them. */
const COMMON_NAME = "0603550403";
const ALTERNATIVE_NAME = "0603551d11";
const ECDSA_SHA256 = "06082a8648ce3d040302";

/** Signs a certificate with its own key, for servers that a test talks to. */
export function selfSigned(hostname: string): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = der(0x30, der(0x31, der(0x30, hex(COMMON_NAME), der(0x0c, text(hostname)))));
  const algorithm = der(0x30, hex(ECDSA_SHA256));
  const names = der(0x30, der(0x82, text(hostname)));
  const content = der(
    0x30,
    der(0xa0, der(0x02, hex("02"))),
    der(0x02, hex("01")),
    algorithm,
    name,
    der(0x30, der(0x17, text("200101000000Z")), der(0x17, text("491231235959Z"))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(0x30, der(0x30, hex(ALTERNATIVE_NAME), der(0x04, names)))),
  );
  const signature = der(0x03, hex("00"), sign("sha256", content, privateKey));
  const certificate = der(0x30, content, algorithm, signature).toString("base64");
  const lines = certificate.match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, "hex");
}

function text(ascii: string): Buffer {
  return Buffer.from(ascii, "ascii");
}
