import type { TokenBody } from "../gateway/api/api";
import type { Box } from "./conversationStore";
import type { Http } from "./http";

/** Under which session storage remembers a sign-in that is under way: it ends with the tab. */
const KEY = "chatscale.signIn";

/** What the page remembers while the browser is away at the issuer. */
interface UnderWay {
  readonly state: string;
  readonly verifier: string;
  /** The conversation that was shown, as the part of the address behind "#". */
  readonly hash: string;
}

/**
 * Where the browser goes to sign in: by way of the gateway to the issuer, with a state and a verifier
 * that nobody but this tab knows (RFC 7636).
 */
export async function signInAddress(box: Box, at: URL): Promise<string> {
  const under: UnderWay = { state: randomText(), verifier: randomText(), hash: at.hash };
  box.setItem(KEY, JSON.stringify(under));
  const { state, verifier } = under;
  const query = new URLSearchParams({
    state,
    challenge: base64url(await digest(verifier)),
    redirect: pageOf(at),
  });
  return `api/sign-in?${query.toString()}`;
}

/** A sign-in that the browser has just come back from. */
export interface Return {
  /** The address to show in place of the one that holds the issuer's code. */
  readonly address: string;
  /** Changes the code for the token; gives undefined when the sign-in failed. */
  readonly token: () => Promise<string | undefined>;
}

/**
 * The sign-in of this tab's that an address leads back from, once.
 * @param at the page's address
 */
export function returnOf(http: Http, box: Box, at: URL): Return | undefined {
  const state = at.searchParams.get("state");
  const code = at.searchParams.get("code");
  const stored = box.getItem(KEY);
  if (state === null || stored === null) return undefined;
  box.removeItem(KEY);
  const under = JSON.parse(stored) as UnderWay;
  const token = async (): Promise<string | undefined> => {
    // A state of somebody else's would sign this user in as another one.
    if (code === null || state !== under.state) return undefined;
    const body = { code, verifier: under.verifier, redirect: pageOf(at) };
    const answer = await http.request("POST", "api/token", { body }).catch(() => undefined);
    return answer && ((await answer.json()) as TokenBody).token;
  };
  return { address: `${at.pathname}${under.hash}`, token };
}

/** The page's own address, to which the issuer sends the browser back. */
function pageOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** 256 random bits. */
function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
