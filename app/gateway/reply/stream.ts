/** A reply on its way to one client. */
export interface Stream {
  /** Tells the client, where it can be told, that this replica is leaving. */
  announceDrain(): void;
}
