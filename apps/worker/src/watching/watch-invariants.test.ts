import type { Violation } from '@millrace/db/protocol';
import { describe, expect, it } from 'vitest';
import { createQuietLogger } from '../testing/quiet-logger';
import { watchInvariants } from './watch-invariants';

const broken = (subject: string): Violation => ({ invariant: 'a step succeeds at most once', subject });

describe('the watch over invariants', () => {
  it('tells each violation once, counts those of now, and tells one that comes back', async () => {
    let found: Violation[] = [];
    const logger = createQuietLogger();
    const watch = watchInvariants({ check: async () => found, logger });
    const look = async (violations: Violation[]) => {
      found = violations;
      logger.lines.splice(0);
      await watch.look();
      const told = logger.lines.map(({ level, facts }) => [level, (facts.violation as Violation).subject]); // as logged
      return { told, count: watch.figures()[0]?.values[0]?.value };
    };
    expect(await look([])).toEqual({ told: [], count: 0 });
    expect(await look([broken('a')])).toEqual({ told: [['error', 'a']], count: 1 });
    expect(await look([broken('a'), broken('b')])).toEqual({ told: [['error', 'b']], count: 2 });
    expect(await look([broken('b')])).toEqual({ told: [['info', 'a']], count: 1 });
    expect(await look([broken('b'), broken('a')])).toEqual({ told: [['error', 'a']], count: 2 });
  });
});
