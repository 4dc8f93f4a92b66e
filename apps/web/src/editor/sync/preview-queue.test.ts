import { describe, expect, it } from 'vitest';
import { createPreviewQueue } from './preview-queue';

/** Requests that end when they are told to, or are given up. */
function held() {
  const sent: string[] = [];
  const given: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (name: string) => (signal: AbortSignal) => {
    sent.push(name);
    return new Promise<string>((resolve, reject) => {
      ends.set(name, () => resolve(name));
      signal.addEventListener('abort', () => {
        given.push(name);
        reject(new Error(`${name} was given up`));
      });
    });
  };
  return { sent, given, ask, end: (name: string) => ends.get(name)?.() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('previews of one editor', () => {
  it('are asked for one at a time, without those that were overtaken while they waited', async () => {
    const { sent, ask, end } = held();
    const queue = createPreviewQueue();
    const late = new AbortController();
    const signal = new AbortController().signal;
    const first = queue.ask(signal, ask('first'));
    const second = queue.ask(late.signal, ask('second'));
    const third = queue.ask(signal, ask('third'));
    await turn();
    expect(sent).toEqual(['first']);
    late.abort(new Error('overtaken'));
    end('first');
    expect(await first).toBe('first');
    await expect(second).rejects.toThrow('overtaken');
    await turn();
    expect(sent).toEqual(['first', 'third']);
    end('third');
    expect(await third).toBe('third');
  });

  it('end by themselves when they are overtaken, and are given up only when they take long', async () => {
    const { given, ask, end } = held();
    const patient = createPreviewQueue({ grace: 60_000 });
    const wanted = new AbortController();
    const first = patient.ask(wanted.signal, ask('quick'));
    await turn();
    wanted.abort();
    end('quick');
    expect(await first).toBe('quick');
    expect(given).toEqual([]);
    const hasty = createPreviewQueue({ grace: 1 });
    const other = new AbortController();
    const slow = hasty.ask(other.signal, ask('slow'));
    await turn();
    other.abort();
    await expect(slow).rejects.toThrow('slow was given up');
    const next = hasty.ask(new AbortController().signal, ask('next'));
    await turn();
    end('next');
    expect(await next).toBe('next');
  });
});
