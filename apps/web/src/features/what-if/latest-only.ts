/**
 * Runs `work` for the newest input only: while one runs, whatever comes meanwhile is forgotten but for the last, which is
 * next. A slider moves faster than a large model answers.
 */
export function latestOnly<Input>(work: (input: Input) => Promise<void>): (input: Input) => void {
  let running = false;
  let next: { input: Input } | undefined;
  const run = async (): Promise<void> => {
    while (next !== undefined) {
      const { input } = next;
      next = undefined;
      await work(input);
    }
    running = false;
  };
  return (input) => {
    next = { input };
    if (running) return;
    running = true;
    void run();
  };
}
