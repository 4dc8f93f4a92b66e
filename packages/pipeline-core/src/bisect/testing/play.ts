import { runIdSchema } from '../../ids';
import { advance } from '../advance';
import { type BisectSetup, bisectSetupSchema, type Tried } from '../bisect-setup';
import type { Probe } from '../hybrid';
import type { Verdict } from '../verdict';

const run = (n: number) => runIdSchema.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

/** What the metric is with some differences on; null where such a run fails. */
export type World = (probe: Probe) => number | null;

/** A search among `n` differences d1, d2, …, all of them seeds to the engine: only their ids count here. */
export function setupOf(o: { n: number; world: World; more?: Partial<BisectSetup> }): BisectSetup {
  const differences = Array.from({ length: o.n }, (_, at) => ({
    ...{ id: `d${at + 1}`, title: `Difference ${at + 1}` },
    change: { kind: 'seed' as const, before: 0, after: 1 },
  }));
  const valueWith = (on: string[]) => o.world({ on, repeat: 0 }) ?? Number.NaN;
  const [good, bad] = [valueWith([]), valueWith(differences.map(({ id }) => id))];
  return bisectSetupSchema.parse({
    ...{ v: 1, step: 'judge', title: 'Evaluate', metric: 'auc', direction: 'higher' },
    good: { run: run(1), number: 1, value: good, again: false },
    bad: { run: run(2), number: 2, value: bad, again: false },
    ...{ differences, fixed: [], elsewhere: 0, bar: (good + bad) / 2, repeats: 0, most: 100 },
    ...o.more,
  });
}

/** Plays a search to its end; what it asked, in order. */
export function play(setup: BisectSetup, world: World): { verdict: Verdict; asked: Probe[]; tried: Tried[] } {
  const tried: Tried[] = [];
  for (;;) {
    const next = advance(setup, tried);
    if (next.do === 'end') return { verdict: next.verdict, asked: tried, tried };
    if (next.do === 'wait') throw new Error('waits for a run that is not there');
    const value = world(next.probe);
    const number = tried.length + 3;
    const problem = value === null ? 'it failed' : null;
    tried.push({ ...next.probe, on: [...next.probe.on], run: run(number), number, value, problem, ended: true });
  }
}

/** What the parts of a verdict add up to. */
export function sumOf({ shares, interaction, rest, code }: Verdict): number {
  return shares.reduce((sum, { loss }) => sum + loss, 0) + (interaction ?? 0) + rest + (code ?? 0);
}
