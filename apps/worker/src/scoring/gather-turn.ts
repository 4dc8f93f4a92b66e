import { setImmediate } from 'node:timers';

/**
 * Gathers what is to be written within one turn of the event loop and writes it at the end of that turn, at once for all:
 * requests that arrived together share one write to the disk. The promise resolves when it is written, rejects when that threw.
 */
export function gatherTurn<Item>(write: (items: readonly Item[]) => void): (items: readonly Item[]) => Promise<void> {
  let gathered: Item[] = [];
  let turn: Promise<void> | null = null;

  function endTurn(): void {
    const items = gathered;
    gathered = [];
    turn = null;
    write(items);
  }

  return (items) => {
    for (const item of items) gathered.push(item);
    turn ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        try {
          endTurn();
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
    return turn;
  };
}
