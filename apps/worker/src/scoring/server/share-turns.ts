import { setImmediate } from 'node:timers';

/**
 * Work of many requests, one after the other: everything that arrived in one turn of the event loop goes on together at its
 * end. The code of one kind of work stays in the caches of the processor then, and what it writes is written at once.
 * The promise of a turn resolves at its end; what waits for it goes on in the order of the calls.
 */
export function shareTurns(): () => Promise<void> {
  let turn: Promise<void> | null = null;
  return () => {
    turn ??= new Promise((resolve) => {
      setImmediate(() => {
        turn = null;
        resolve();
      });
    });
    return turn;
  };
}

/**
 * Gathers what is to be written by everything that goes on now, and writes it at once behind that: requests that share a turn
 * share one write to the disk. The promise resolves when it is written, rejects when that threw.
 */
export function gatherWrites<Item>(write: (items: readonly Item[]) => void): (items: readonly Item[]) => Promise<void> {
  let gathered: Item[] = [];
  let written: Promise<void> | null = null;

  return (items) => {
    for (const item of items) gathered.push(item);
    // Those who wait for a turn were all queued when it ended: this comes behind the last of them.
    written ??= Promise.resolve().then(() => {
      const all = gathered;
      gathered = [];
      written = null;
      write(all);
    });
    return written;
  };
}
