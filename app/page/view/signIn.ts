import { part } from "./element";

/** The name of the token in session storage: it ends with the tab. */
const KEY = "chatscale.token";

/** The user's token, where the gateway asks for one. */
export class SignIn {
  private readonly form = part("sign-in", HTMLFormElement);
  private readonly field = part("token", HTMLInputElement);
  private readonly refused = part("token-refused", HTMLElement);
  private readonly out = part("sign-out", HTMLButtonElement);

  /**
   * @param box session storage
   * @param changed called after signing in and out
   */
  constructor(
    private readonly box: Pick<Storage, "getItem" | "setItem" | "removeItem">,
    private readonly changed: () => void,
  ) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const token = this.field.value.trim();
      if (token !== "") this.set(token);
    });
    this.out.addEventListener("click", () => this.set(undefined));
  }

  get token(): string | undefined {
    return this.box.getItem(KEY) ?? undefined;
  }

  /** Forgets a token that the gateway did not take, and asks for another one. */
  refuse(): void {
    if (this.token === undefined) return;
    this.set(undefined);
    this.refused.hidden = false;
    this.field.setAttribute("aria-invalid", "true");
  }

  /** @param needed whether the gateway asks for a token */
  update(needed: boolean): void {
    const isOut = needed && this.token === undefined;
    this.form.hidden = !isOut;
    part("composer", HTMLFormElement).hidden = isOut;
    this.out.hidden = !needed || isOut;
  }

  focus(): void {
    this.field.focus();
  }

  private set(token: string | undefined): void {
    if (token === undefined) this.box.removeItem(KEY);
    else this.box.setItem(KEY, token);
    this.field.value = "";
    this.refused.hidden = true;
    this.field.removeAttribute("aria-invalid");
    this.changed();
  }
}
