import { describe, expect, it } from 'vitest';
import { createTaskSlots } from './task-slots';

/** Work that ends when it is told to. */
function held() {
  const ends: (() => void)[] = [];
  const started: string[] = [];
  const work = (name: string) => async () => {
    started.push(name);
    await new Promise<void>((resolve) => ends.push(resolve));
    return name;
  };
  return { ends, started, work };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('task slots', () => {
  it('let two go on and the others wait in order', async () => {
    const enter = createTaskSlots({ slots: 2, waitMs: 60_000 });
    const { ends, started, work } = held();
    const all = ['a', 'b', 'c', 'd'].map((name) => enter(work(name)));
    await turn();
    expect(started).toEqual(['a', 'b']);
    ends[1]?.();
    await turn();
    expect(started).toEqual(['a', 'b', 'c']);
    ends[0]?.();
    await turn();
    for (const end of ends) end();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('refuse who waited too long, and give the slot to the next one', async () => {
    const enter = createTaskSlots({ slots: 1, waitMs: 5 });
    const { ends, started, work } = held();
    const first = enter(work('first'));
    await expect(enter(work('late'))).rejects.toMatchObject({ report: { code: 'busy', family: 'operator' } });
    ends[0]?.();
    await first;
    const next = enter(work('next'));
    await turn();
    ends[1]?.();
    expect(await next).toBe('next');
    expect(started).toEqual(['first', 'next']);
  });

  it('are not kept by those who leave while they wait', async () => {
    const enter = createTaskSlots({ slots: 1, waitMs: 60_000 });
    const { ends, started, work } = held();
    const caller = new AbortController();
    const first = enter(work('first'));
    const left = enter(work('left'), caller.signal);
    const next = enter(work('next'));
    caller.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await expect(enter(work('late'), caller.signal)).rejects.toThrow('gone');
    ends[0]?.();
    await first;
    await turn();
    ends[1]?.();
    expect(await next).toBe('next');
    expect(started).toEqual(['first', 'next']);
  });

  it('are free again after a failure', async () => {
    const enter = createTaskSlots({ slots: 1, waitMs: 60_000 });
    await expect(enter(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await enter(async () => 1)).toBe(1);
  });
});
