/** How near to the end still counts as the end, in pixels. */
const NEAR = 40;

/** Keeps the end of the messages in sight, until the user scrolls away from it. */
export class AutoScroll {
  private following = true;
  private top = 0;

  /** @param jump the button that leads back to the end */
  constructor(
    private readonly box: HTMLElement,
    private readonly jump: HTMLButtonElement,
  ) {
    box.addEventListener("scroll", () => this.look(), { passive: true });
    jump.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.update()).observe(box);
  }

  /** Follows again, as after a message that the user has sent. */
  toEnd(): void {
    this.following = true;
    this.update();
  }

  /** To be called after each change of the messages. */
  update(): void {
    if (this.following) this.box.scrollTop = this.box.scrollHeight;
    this.jump.hidden = this.following || this.distance <= NEAR;
  }

  private look(): void {
    const { scrollTop } = this.box;
    // Only the user scrolls up. Not to be at the end may also be the fault of text that has come.
    if (this.distance <= NEAR) this.following = true;
    else if (scrollTop < this.top) this.following = false;
    this.top = scrollTop;
    this.jump.hidden = this.following;
  }

  private get distance(): number {
    return this.box.scrollHeight - this.box.clientHeight - this.box.scrollTop;
  }
}
