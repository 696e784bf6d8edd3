import type { SideName } from "./nameSwitch";
import type { Resolver } from "./resolver";
import { Tab, type TabParts } from "./tab";
import type { Turn } from "./turn";

/** A try that reached nobody. */
export interface Miss {
  readonly side: SideName;
  /** When the client had its answer from the name, and when it tried; in milliseconds. */
  readonly resolved: number;
  readonly at: number;
}

export interface ClientParts extends Omit<TabParts, "send"> {
  readonly resolver: Resolver;
  readonly baseOf: (side: SideName) => string;
  readonly onMiss: (miss: Miss) => void;
}

/** One browser: its tabs share what it knows of the name. */
export class Client {
  private tabs: Tab[] = [];

  constructor(private readonly parts: ClientParts) {}

  /** Asks at once, in another tab when all wait for replies. */
  ask(turn: Turn): void {
    this.tabs = this.tabs.filter(({ isOver }) => !isOver);
    let tab = this.tabs.find(({ isFree }) => isFree);
    if (!tab) {
      tab = new Tab({ ...this.parts, send: (of) => this.sender(of) });
      this.tabs.push(tab);
    }
    tab.ask(turn);
  }

  close(): void {
    for (const tab of this.tabs) tab.close();
  }

  private sender(turn: Turn): typeof fetch {
    const { resolver, baseOf, onMiss, now } = this.parts;
    return async (path, init) => {
      const { side, at: resolved } = resolver.answer();
      let response: Response;
      try {
        response = await fetch(new URL(path, `${baseOf(side)}/`), init);
      } catch (error) {
        if (!init?.signal?.aborted) {
          turn.cut(now());
          onMiss({ side, resolved, at: now() });
        }
        throw error;
      }
      if (response.ok) turn.side = side;
      if (response.status === 404) turn.isCarried = true;
      return response;
    };
  }
}
