/** Percent of the clients that a side gets while both are well. */
export function clientShare({
  role,
  share,
}: {
  readonly role: "primary" | "secondary";
  /** That of the primary. */
  readonly share: number;
}): number {
  return role === "primary" ? share : 100 - share;
}
