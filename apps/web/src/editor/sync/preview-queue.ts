/** How long a request that nobody waits for any more goes on: most end by themselves within that time. */
const graceMs = 1000;

type Ask<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Sends one request at a time. Of those that wait, whoever is not wanted any more leaves the queue. One on its way that is
 * overtaken is left to end, since ending it early costs the server a process; only a slow one is given up.
 */
export function createPreviewQueue({ grace = graceMs }: { grace?: number } = {}) {
  let last: Promise<unknown> = Promise.resolve();
  const run = async <T>(wanted: AbortSignal, ask: Ask<T>): Promise<T> => {
    wanted.throwIfAborted();
    const own = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const overtaken = () => {
      timer = setTimeout(() => own.abort(), grace);
    };
    wanted.addEventListener('abort', overtaken, { once: true });
    try {
      return await ask(own.signal);
    } finally {
      clearTimeout(timer);
      wanted.removeEventListener('abort', overtaken);
    }
  };
  return {
    ask<T>(wanted: AbortSignal, ask: Ask<T>): Promise<T> {
      const turn = last.then(() => run(wanted, ask));
      last = turn.catch(() => undefined); // whoever asked is told; the next one goes on
      return turn;
    },
  };
}
