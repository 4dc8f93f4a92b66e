type Placed = { topic: string; offset: number };

/**
 * The newest events in front of those loaded before; null while nothing is loaded. `gap`: more came since than the
 * newest page holds, so that some between are in neither, and everything has to be loaded again.
 */
export function mergeNewest<Event extends Placed>(
  newest: { events: readonly Event[]; full: boolean },
  loaded: readonly Event[] | null,
): { events: Event[]; gap: boolean } {
  const before = loaded ?? [];
  const known = new Set(before.map(keyOf));
  const fresh = newest.events.filter((event) => !known.has(keyOf(event)));
  const gap = loaded !== null && newest.full && fresh.length === newest.events.length;
  return { events: [...fresh, ...before], gap };
}

function keyOf({ topic, offset }: Placed): string {
  return `${topic} ${offset}`;
}
