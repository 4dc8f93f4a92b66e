import type { FieldProblem } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import { describeProblems } from './describe-problems';

const problem = (field: string, kind: FieldProblem['problem'], row = 0): FieldProblem => ({
  row,
  field,
  problem: kind,
  seen: '1',
  expected: 'a number',
});

describe('what a refusal says', () => {
  it('names an extra field before a dozen missing ones, with the one it was meant to be', () => {
    const missing = Array.from({ length: 20 }, (_, index) => problem(`column${index}`, 'missing'));
    const message = describeProblems([...missing, problem('tenure', 'missing'), problem('tenur', 'extra')]);
    expect(message).toMatch(/^The rows do not fit the signature: tenur \(extra, did you mean tenure\?\), column0/);
    expect(message).toMatch(/ and 10 more\.$/);
  });

  it('guesses only among the fields its own row lacks, and only when one is near', () => {
    const problems = [problem('tenure', 'missing', 1), problem('tenur', 'extra', 0), problem('zip', 'extra', 1)];
    expect(describeProblems(problems)).toContain('tenur (extra), zip (extra), tenure (missing)');
  });

  it('says only the beginning of a name that is long', () => {
    const long = 'x'.repeat(500);
    expect(describeProblems([problem(long, 'extra')])).toContain(`signature: ${'x'.repeat(59)}… (extra).`);
    expect(describeProblems([problem('y'.repeat(90), 'missing')])).toContain(`${'y'.repeat(90)} (missing)`);
  });

  it('names what several rows share once', () => {
    expect(describeProblems([problem('age', 'mistyped', 0), problem('age', 'mistyped', 1)])).toBe(
      'The rows do not fit the signature: age (mistyped).',
    );
  });
});
