import { releaseIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { ReleaseAway } from '../releases/release-away';
import { type Attempt, attemptBudget, followChain } from './follow-chain';

const release = (n: number) => releaseIdSchema.parse(`00000000-0000-4000-8000-00000000000${n}`);
const answers = (n: number, value = `from ${n}`): Attempt<string> => ({ release: release(n), score: () => value });
const throws = (n: number): Attempt<string> => ({
  release: release(n),
  score: () => {
    throw new Error('broken weights');
  },
});
const never = (n: number, seen?: (signal: AbortSignal) => void): Attempt<string> => ({
  release: release(n),
  score: (signal) => {
    seen?.(signal);
    return new Promise<string>(() => undefined);
  },
});
const now = () => performance.now();

describe('follow chain', () => {
  it('takes the first answer', async () => {
    const outcome = await followChain({ attempts: [answers(1), answers(2)], budgetMs: 100, now });
    expect(outcome).toEqual({
      kind: 'answered',
      value: 'from 1',
      release: release(1),
      rank: 0,
      failures: [],
      overdue: false,
    });
  });

  it('is through at once where nobody has to be waited for, also behind one that throws', () => {
    const outcomes = [[answers(1)], [throws(1), answers(2)], [throws(1)]].map((attempts) =>
      followChain({ attempts, budgetMs: 100, now: () => 0 }),
    );
    expect(outcomes).toMatchObject([{ rank: 0 }, { rank: 1 }, { kind: 'exhausted' }]);
    expect(followChain({ attempts: [throws(1), never(2)], budgetMs: 1, now: () => 0 })).toBeInstanceOf(Promise);
  });

  it('goes on when a release throws, at once or later', async () => {
    const rejects: Attempt<string> = { release: release(2), score: () => Promise.reject(new Error('child ended')) };
    const outcome = await followChain({ attempts: [throws(1), rejects, answers(3)], budgetMs: 100, now });
    expect(outcome).toMatchObject({ kind: 'answered', value: 'from 3', rank: 2 });
    expect(outcome.failures).toEqual([
      { release: release(1), reason: 'failed', message: 'broken weights' },
      { release: release(2), reason: 'failed', message: 'child ended' },
    ]);
  });

  it('tells a release that is not there from one that fails with the row', async () => {
    const away: Attempt<string> = {
      release: release(1),
      score: () => Promise.reject(new ReleaseAway('its process is closed')),
    };
    const outcome = await followChain({ attempts: [away, throws(2)], budgetMs: 100, now });
    expect(outcome.failures).toEqual([
      { release: release(1), reason: 'away', message: 'its process is closed' },
      { release: release(2), reason: 'failed', message: 'broken weights' },
    ]);
  });

  it('goes on when a release is late, tells it, and forgets what it says later', async () => {
    let told: AbortSignal | undefined;
    const slow = never(1, (signal) => {
      told = signal;
    });
    const outcome = await followChain({ attempts: [slow, answers(2)], budgetMs: 40, now: () => 0 });
    expect(outcome).toMatchObject({ kind: 'answered', value: 'from 2', rank: 1, failures: [{ reason: 'late' }] });
    expect(told?.aborted).toBe(true);
  });

  it('ends when all were late or failed', async () => {
    const outcome = await followChain({ attempts: [never(1), throws(2)], budgetMs: 30, now: () => 0 });
    expect(outcome).toMatchObject({ kind: 'exhausted', failures: [{ reason: 'late' }, { reason: 'failed' }] });
  });

  it('asks nobody once the budget is gone', async () => {
    let clock = 0;
    const slowAtOnce: Attempt<string> = {
      release: release(1),
      score: () => {
        clock += 500;
        throw new Error('slow and broken');
      },
    };
    const outcome = await followChain({ attempts: [slowAtOnce, answers(2)], budgetMs: 100, now: () => clock });
    expect(outcome).toMatchObject({ kind: 'exhausted', failures: [{ release: release(1) }] });
  });

  it('does not ask one that cannot answer, keeps the reason, and leaves its time to the others', async () => {
    const unable: Attempt<string> = { ...never(2), unable: 'its view is not in memory' };
    const failure = { release: release(2), reason: 'unable', message: 'its view is not in memory' };
    const outcome = await followChain({ attempts: [unable, answers(3)], budgetMs: 100, now });
    expect(outcome).toMatchObject({ kind: 'answered', value: 'from 3', rank: 1, failures: [failure] });
    const late = await followChain({ attempts: [never(1), unable], budgetMs: 40, now: () => 0 });
    expect(late.failures).toEqual([
      { release: release(1), reason: 'late', message: 'no answer within 40 ms' },
      failure,
    ]);
  });

  it('measures a release that is asked alone by the time it would have with another behind it', async () => {
    let clock = 0;
    const after = (ms: number): Attempt<string> => ({
      release: release(1),
      score: async () => {
        clock += ms;
        return 'from 1';
      },
    });
    const overdue = async (ms: number) => {
      const outcome = await followChain({ attempts: [after(ms)], budgetMs: 200, now: () => clock });
      return outcome.kind === 'answered' && outcome.overdue;
    };
    expect([await overdue(139), await overdue(150)]).toEqual([false, true]);
  });

  it('leaves time for those behind', () => {
    expect(attemptBudget(100, 3)).toBeCloseTo(70);
    expect(attemptBudget(100, 1)).toBe(100);
  });
});
