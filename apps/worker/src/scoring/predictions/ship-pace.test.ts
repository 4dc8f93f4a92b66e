import { describe, expect, it } from 'vitest';
import { createShipPace, restBehind } from './ship-pace';

const hour = 3_600_000;

/** A rest, and whether it is over once all that is due has been done. */
function watched(rest: Promise<void>) {
  let over = false;
  const end = rest.then(() => {
    over = true;
  });
  const isOver = async () => {
    await new Promise((next) => setImmediate(next));
    return over;
  };
  return { end, isOver };
}

describe('pace of shipping', () => {
  it.each([
    ['nobody asks', { work: 0.01, behind: 10 }, 0],
    ['some ask', { work: 0.3, behind: 10 }, 20],
    ['the processor has nothing to spare', { work: 0.9, behind: 10 }, 180],
    ['too much waits on the disk', { work: 0.9, behind: 500_001 }, 0],
    ['a batch had to wait for the database', { took: 60_000, work: 0.9, behind: 10 }, 1_000],
  ])('rests where %s as long as it may', (_name, facts, ms) => {
    expect(restBehind({ took: 20, ...facts })).toBe(ms);
  });

  it('ends a rest when it has to hurry, and rests again behind that', async () => {
    const pace = createShipPace({ work: () => 0.9 });
    for (const _time of [1, 2]) {
      const rest = watched(pace.rest(hour, 0));
      expect(await rest.isOver()).toBe(false);
      await pace.hurried(async () => {
        await rest.end;
        await pace.rest(hour, 0);
      });
    }
  });

  it('does not rest before the last of those who wait has what it waits for, also where one of them fails', async () => {
    const pace = createShipPace({ work: () => 0.9 });
    let end: () => void = () => undefined;
    const last = pace.hurried(
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    await expect(pace.hurried(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    await pace.rest(hour, 0);
    end();
    await last;
    const rest = watched(pace.rest(hour, 0));
    expect(await rest.isOver()).toBe(false);
    await pace.hurried(() => rest.end);
  });

  it('sends little at once where requests come in, so that none waits long for the processor', async () => {
    let work = 0;
    const pace = createShipPace({ work: () => work });
    expect(pace.batch().lines).toBe(1_000);
    work = 0.3;
    await pace.rest(0, 0);
    expect(pace.batch().lines).toBe(250);
    await pace.hurried(async () => expect(pace.batch().lines).toBe(1_000));
    expect(pace.batch().lines).toBe(250);
  });
});
