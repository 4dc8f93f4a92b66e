import type { GateCheck } from './gate';
import type { FailedTest } from './judge-model-test';

/** The saved tests of a model: how many, how many were asked in the time there was, and which a release does not pass; null before. */
export type ModelTestFacts = { saved: number; asked: number; failed: readonly FailedTest[] | null };

const base = { id: 'model-tests', title: 'Saved tests' };
const mostShown = 10;
const longestRow = 200;

/** What people have saved as tests of the model is answered as they expect. No check where nobody has saved one. */
export function checkModelTests(tests: ModelTestFacts | null): GateCheck[] {
  if (tests === null || tests.saved === 0) return [];
  const { saved, asked, failed } = tests;
  const all = saved === 1 ? 'one saved test' : `all ${saved} saved tests`;
  if (failed === null) return [{ ...base, status: 'not-run', reason: `Checked while it deploys: ${all}.` }];
  const whole = saved === 1 ? '1 test' : `${saved} tests`;
  const measured = asked < saved ? `${asked} of ${whole}` : whole;
  if (failed.length === 0) return [{ ...base, ...passWords(tests), measured }];
  const shown = failed.slice(0, mostShown).map(failureWords);
  const more = failed.length > mostShown ? ` And ${failed.length - mostShown} more.` : '';
  const reason = `${failed.length} of ${asked} fail: ${shown.join('; ')}.${more}`;
  const fix = 'Train it again, change the tests if they are wrong, or say why this one is right.';
  const subjects = failed.map((test) => ({ id: test.subject, text: failureWords(test) }));
  return [{ ...base, status: 'fail', reason, measured, fix, subjects }];
}

function passWords({ saved, asked }: ModelTestFacts): Pick<GateCheck, 'status' | 'reason'> {
  if (asked === saved) return { status: 'pass', reason: 'Every answer is as expected.' };
  return {
    status: 'warn',
    reason: `There was time to ask ${asked} of ${saved}; every answer is as expected.`,
  };
}

/** "rich are kept (age 40, city Oslo): expected the answer “yes”, got “no”". */
function failureWords({ name, row, expected, seen, alsoFailedBy }: FailedTest): string {
  const too = alsoFailedBy === undefined ? '' : ` (${alsoFailedBy} fails it, too)`;
  return `${name} (${rowWords(row)}): expected ${expected}, got ${seen}${too}`;
}

/** A row in one line, cut where it is long. */
function rowWords(row: FailedTest['row']): string {
  const words = Object.entries(row)
    .map(([field, value]) => `${field} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  return words.length > longestRow ? `${words.slice(0, longestRow)}…` : words;
}
