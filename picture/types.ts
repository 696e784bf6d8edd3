/** What a part of a picture is for; it decides its colour and its sign. */
export type Kind =
  | "people"
  | "outside"
  | "entry"
  | "compute"
  | "machines"
  | "data"
  | "messages"
  | "secrets"
  | "images"
  | "watch"
  | "network";

/** What a change does to something. */
export type Mark = "created" | "updated" | "replaced" | "perhaps replaced" | "deleted";

/** A box: one resource that matters by itself, or several that are one thing for a reader. */
export interface Part {
  /** The same for the same thing in another plan of the stack. */
  readonly id: string;
  readonly kind: Kind;
  readonly title: string;
  readonly lines: readonly string[];
  /** The id of the area that it stands in; absent outside of all. */
  readonly area?: string;
  /** The resources that have made it a part; none for what is outside of the plan. */
  readonly own: readonly string[];
  /** All that it stands for, its own included. Every resource of a plan is in one part or area. */
  readonly urns: readonly string[];
  readonly mark?: Mark;
}

/** A frame around parts and other areas: a cloud, a network, subnets, a cluster. */
export interface Area {
  readonly id: string;
  readonly title: string;
  readonly area?: string;
  readonly own: readonly string[];
  readonly urns: readonly string[];
  readonly mark?: Mark;
}

/** An arrow, in the direction in which requests go. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Chats and events are traffic; what only makes them possible, like secrets and scaling, helps. */
  readonly kind: "traffic" | "help";
}

/** A stack as an architect would draw it. Areas come before what stands in them. */
export interface Picture {
  readonly title: string;
  readonly areas: readonly Area[];
  readonly parts: readonly Part[];
  readonly links: readonly Link[];
}
