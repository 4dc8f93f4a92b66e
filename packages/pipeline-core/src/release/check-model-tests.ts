import type { GateCheck } from './gate';
import type { FailedTest } from './judge-model-test';

/** The saved tests of a model: how many, and which of them a release does not pass; null before they were asked. */
export type ModelTestFacts = { saved: number; failed: readonly FailedTest[] | null };

const base = { id: 'model-tests', title: 'Saved tests' };
const mostShown = 10;
const longestRow = 200;

/** What people have saved as tests of the model is answered as they expect. No check where nobody has saved one. */
export function checkModelTests(tests: ModelTestFacts | null): GateCheck[] {
  if (tests === null || tests.saved === 0) return [];
  const { saved, failed } = tests;
  const all = saved === 1 ? 'one saved test' : `all ${saved} saved tests`;
  if (failed === null) return [{ ...base, status: 'not-run', reason: `Checked while it deploys: ${all}.` }];
  const measured = saved === 1 ? '1 test' : `${saved} tests`;
  if (failed.length === 0) return [{ ...base, status: 'pass', reason: 'Every answer is as expected.', measured }];
  const shown = failed.slice(0, mostShown).map(failureWords);
  const more = failed.length > mostShown ? ` And ${failed.length - mostShown} more.` : '';
  const reason = `${failed.length} of ${saved} fail: ${shown.join('; ')}.${more}`;
  const fix = 'Train it again, change the tests if they are wrong, or say why this one is right.';
  return [{ ...base, status: 'fail', reason, measured, fix }];
}

/** "rich are kept (age 40, city Oslo): expected the answer “yes”, got “no”". */
function failureWords({ name, row, expected, seen }: FailedTest): string {
  return `${name} (${rowWords(row)}): expected ${expected}, got ${seen}`;
}

/** A row in one line, cut where it is long. */
function rowWords(row: FailedTest['row']): string {
  const words = Object.entries(row)
    .map(([field, value]) => `${field} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  return words.length > longestRow ? `${words.slice(0, longestRow)}…` : words;
}
