/**
 * Whether a key means to send: Enter without Shift, and not the Enter that accepts a word of an
 * input method. It then does nothing else.
 */
export function onEnter(event: KeyboardEvent): boolean {
  const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (sends) event.preventDefault();
  return sends;
}

/** Makes a text field as high as its text; style.css says how high at most. */
export function fitHeight(field: HTMLTextAreaElement): void {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
