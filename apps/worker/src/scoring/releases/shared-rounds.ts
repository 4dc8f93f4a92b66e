/** One round at a time. The one under way may have looked before a call: one more follows, shared by all who wait. */
export function sharedRounds(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  return function round(): Promise<void> {
    if (running === null) {
      running = work().finally(() => {
        running = null;
      });
      return running;
    }
    next ??= running
      .catch(() => undefined) // told to those who asked for that round
      .then(() => {
        next = null;
        return round();
      });
    return next;
  };
}
