type Change<Wanted> = { isPending: boolean; variables: Wanted | undefined };

/** What is on its way to a clock: being turned on or off, or being removed. */
export type PendingClock = { enabled?: boolean };

export function pendingClock(
  { turn, remove }: { turn: Change<{ id: string; enabled: boolean }>; remove: Change<{ id: string }> },
  id: string,
): PendingClock | null {
  if (turn.isPending && turn.variables?.id === id) return { enabled: turn.variables.enabled };
  return remove.isPending && remove.variables?.id === id ? {} : null;
}
