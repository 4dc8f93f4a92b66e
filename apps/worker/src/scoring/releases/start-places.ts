export type StartPlaces = <T>(start: () => Promise<T>) => Promise<T>;

/**
 * Lets so many starts go on side by side, so that those of a whole machine do not slow each other down until none is in time.
 * One that takes longer than `holdMs` goes on without its place: what hangs keeps no other waiting for long.
 */
export function createStartPlaces({ most, holdMs }: { most: number; holdMs: number }): StartPlaces {
  const waiting: (() => void)[] = [];
  let taken = 0;

  function free(): void {
    taken -= 1;
    waiting.shift()?.();
  }

  async function take(): Promise<() => void> {
    if (taken >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    taken += 1;
    let isMine = true;
    const giveBack = () => {
      if (isMine) free();
      isMine = false;
      clearTimeout(held);
    };
    const held = setTimeout(giveBack, holdMs).unref();
    return giveBack;
  }

  return async (start) => {
    const giveBack = await take();
    try {
      return await start();
    } finally {
      giveBack();
    }
  };
}
