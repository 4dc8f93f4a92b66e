import { setImmediate } from 'node:timers/promises';

/** Something to wait for where it is time for others; nothing else. */
export type Turn = () => Promise<void> | undefined;

/** Work goes on for so long before other requests get their turn. */
const stretchMs = 5;

export function takeTurns(now: () => number): Turn {
  let since = now();
  return () => {
    if (now() - since < stretchMs) return undefined;
    return setImmediate().then(() => {
      since = now();
    });
  };
}

type Work = (index: number) => boolean | Promise<boolean>;

/** Does work for one row after the other while it answers true. Done at once where none of them takes time. */
export function rowByRow(count: number, turn: Turn, work: Work): Promise<void> | undefined {
  for (let index = 0; index < count; index += 1) {
    const wait = turn();
    const more = wait === undefined ? work(index) : wait.then(() => work(index));
    if (more instanceof Promise) return restOfRows(more, { count, index, turn, work });
    if (!more) return undefined;
  }
  return undefined;
}

async function restOfRows(
  first: Promise<boolean>,
  { count, index, turn, work }: { count: number; index: number; turn: Turn; work: Work },
): Promise<void> {
  let more = await first;
  for (let next = index + 1; more && next < count; next += 1) {
    const wait = turn();
    if (wait !== undefined) await wait;
    more = await work(next);
  }
}
