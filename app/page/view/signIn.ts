import type { Info } from "../../gateway/api/api";
import { part } from "./element";

/** The name of the token in session storage: it ends with the tab. */
const KEY = "chatscale.token";

/** How a token is had: nobody needs one, users bring theirs, or an issuer gives it to them. */
export type Way = "none" | "token" | "issuer";

/** @param info what is known of the gateway, if anything is yet */
export function wayOf(info: Info | undefined): Way {
  if (!info || info.auth === "none") return "none";
  return info.signIn ? "issuer" : "token";
}

/** What the sign-in does. */
interface SignInActions {
  /** Called after signing in and out. */
  readonly changed: () => void;
  /** Goes to the issuer. */
  readonly leave: () => void;
}

/** The user's token, where the gateway asks for one. */
export class SignIn {
  private readonly form = part("sign-in", HTMLFormElement);
  private readonly own = part("own-token", HTMLElement);
  private readonly field = part("token", HTMLInputElement);
  private readonly issued = part("issued-token", HTMLElement);
  private readonly refused = part("token-refused", HTMLElement);
  private readonly out = part("sign-out", HTMLButtonElement);
  private way: Way = "none";

  /** @param box session storage */
  constructor(
    private readonly box: Pick<Storage, "getItem" | "setItem" | "removeItem">,
    private readonly actions: SignInActions,
  ) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const token = this.field.value.trim();
      if (this.way === "issuer") actions.leave();
      else if (token !== "") this.set(token);
    });
    this.out.addEventListener("click", () => this.set(undefined));
  }

  get token(): string | undefined {
    return this.box.getItem(KEY) ?? undefined;
  }

  /** Signs in with a token of the issuer's; without one, tells that it gave none. */
  take(token: string | undefined): void {
    this.set(token);
    if (token === undefined) this.tellRefused("The sign-in failed. Try again.");
  }

  /** Forgets a token that the gateway did not take, and asks for another one. */
  refuse(): void {
    if (this.token === undefined) return;
    this.set(undefined);
    const isOwn = this.way === "token";
    this.tellRefused(
      isOwn ? "The service did not take this token." : "The sign-in has ended. Sign in again.",
    );
    if (isOwn) this.field.setAttribute("aria-invalid", "true");
  }

  /** @param way how a token is had here */
  update(way: Way): void {
    this.way = way;
    const isOut = way !== "none" && this.token === undefined;
    this.form.hidden = !isOut;
    this.own.hidden = way === "issuer";
    this.field.disabled = way === "issuer";
    this.issued.hidden = way !== "issuer";
    part("composer", HTMLFormElement).hidden = isOut;
    this.out.hidden = way === "none" || isOut;
  }

  focus(): void {
    if (this.way === "issuer") this.issued.querySelector("button")?.focus();
    else this.field.focus();
  }

  private set(token: string | undefined): void {
    if (token === undefined) this.box.removeItem(KEY);
    else this.box.setItem(KEY, token);
    this.field.value = "";
    this.refused.hidden = true;
    this.field.removeAttribute("aria-invalid");
    this.actions.changed();
  }

  private tellRefused(text: string): void {
    this.refused.textContent = text;
    this.refused.hidden = false;
  }
}
