import { describe, expect, it } from 'vitest';
import { outcomeOf, runPart, summarize } from './part';

describe('the parts of a test run', () => {
  it('fail when a command fails, by name', () => {
    expect(outcomeOf({ biome: 0, eslint: 0 })).toEqual({ status: 'passed' });
    expect(outcomeOf({ biome: 0, eslint: 1, depcruise: 2 })).toEqual({ status: 'failed', detail: 'eslint, depcruise' });
  });

  it('fail when they throw, and let the next one run', async () => {
    const result = await runPart('broken', () => Promise.reject(new Error('no disk')));
    expect(result).toMatchObject({ name: 'broken', status: 'failed', detail: 'no disk' });
  });

  it('end with one line each', () => {
    const lines = summarize([
      { name: 'lint', status: 'passed', seconds: 1.25 },
      { name: 'browser', status: 'skipped', seconds: 0, detail: 'none\nhere' },
    ]).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^test {2}lint +passed +1\.\d s$/);
    expect(lines[1]).toMatch(/^test {2}browser +skipped +0\.0 s {2}none$/);
  });
});
