import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { z } from 'zod';

const answerSchema = z.object({ release: z.string() });

export type Asker = {
  /** Waits until so many answers in a row come from this release alone. */
  only(release: string): Promise<void>;
  /** Waits until both have answered since this was called. */
  both(one: string, other: string): Promise<void>;
  told(): { answered: number; failed: readonly string[]; releases: ReadonlySet<string> };
  stop(): Promise<void>;
};

/** So many answers in a row show who answers: with half of the traffic, a second release is among them. */
const inARow = 60;

/** A caller with a key that asks an endpoint one row after the other, from now until it is stopped. */
export function askSteadily(o: { url: string; key: string; row: object }): Asker {
  const releases: string[] = [];
  const failed: string[] = [];
  let going = true;
  const work = (async () => {
    while (going) {
      const answer = await askOnce(o);
      if (answer.ok) releases.push(answer.release);
      else failed.push(answer.why);
      await sleep(5); // so that the product under test is not what it measures itself by
    }
  })();
  const since = (from: number) => new Set(releases.slice(from));
  return {
    async only(release) {
      await expect
        .poll(() => (releases.length < inARow ? [] : [...since(releases.length - inARow)]), { timeout: 30_000 })
        .toEqual([release]);
    },
    async both(one, other) {
      const from = releases.length;
      await expect.poll(() => [...since(from)].sort(), { timeout: 30_000 }).toEqual([one, other]);
    },
    told: () => ({ answered: releases.length, failed, releases: new Set(releases) }),
    async stop() {
      going = false;
      await work;
    },
  };
}

type Told = { ok: true; release: string } | { ok: false; why: string };

async function askOnce({ url, key, row }: { url: string; key: string; row: object }): Promise<Told> {
  try {
    const answer = await fetch(`${url}/predict`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ rows: [row] }),
    });
    const text = await answer.text();
    if (!answer.ok) return { ok: false, why: `${answer.status} ${text}` };
    return { ok: true, release: answerSchema.parse(JSON.parse(text)).release };
  } catch (error) {
    return { ok: false, why: String(error) };
  }
}
