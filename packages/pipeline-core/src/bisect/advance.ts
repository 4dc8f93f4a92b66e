import type { BisectSetup, Tried } from './bisect-setup';
import { findCauses, lossOf } from './find-causes';
import type { Probe } from './hybrid';
import { keyOf } from './set-key';
import type { Verdict } from './verdict';

/** What a search for the cause does next: it waits for a hybrid that runs, wants another one, or has its verdict. */
export type Advance = { do: 'wait' } | { do: 'try'; probe: Probe } | { do: 'end'; verdict: Verdict };

/**
 * The next thing to do, from what was tried so far and nothing else: asked again after a restart the answer is the same. Once the
 * limit of runs is reached no more is asked, and the verdict is what is known then.
 */
export function advance(setup: BisectSetup, tried: readonly Tried[]): Advance {
  const known = new Map(tried.map((one) => [probeKey(one), one]));
  const all = setup.differences.map(({ id }) => id);
  const recorded = (probe: Probe): number | null => {
    if (probe.repeat !== 0) return null;
    if (probe.on.length === 0 && !setup.good.again) return setup.good.value;
    return keyOf(probe.on) === keyOf(all) && !setup.bad.again ? setup.bad.value : null;
  };
  const asking = findCauses(setup);
  let cut = false;
  for (let next = asking.next(); ; ) {
    if (next.done === true) return { do: 'end', verdict: { ...next.value, cut } };
    const probe = next.value;
    const one = known.get(probeKey(probe));
    const value = one === undefined ? recorded(probe) : one.value;
    if (one !== undefined && !one.ended) return { do: 'wait' };
    if (one === undefined && value === null) {
      if (tried.length < setup.most) return { do: 'try', probe };
      cut = true;
    }
    next = asking.next(value === null ? null : lossOf(setup, value));
  }
}

/**
 * How many hybrids it takes if one difference is the cause: both ends where they are executed anew, those that tell what chance
 * does, ⌈log₂ n⌉ to find it among n, and one with nothing but it.
 */
export function expectedRuns(setup: Pick<BisectSetup, 'good' | 'bad' | 'differences' | 'repeats' | 'most'>): number {
  const n = setup.differences.length;
  const ends = Number(setup.good.again) + Number(setup.bad.again && n > 0);
  const search = n <= 1 ? 0 : Math.ceil(Math.log2(n)) + 1;
  return Math.min(setup.most, ends + setup.repeats + search);
}

function probeKey({ on, repeat }: Probe): string {
  return `${repeat} ${keyOf(on)}`;
}
