import { existsSync } from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../root';
import { type Check, checked, skipped } from './check';
import type { VerifyContext } from './context';
import { runCommand } from './run-command';

const claim = { part: 'browser', claim: 'browser tests: the whole way by mouse and keyboard', bar: 'all pass' };

/** The browser tests, as `npm test` runs them: on a product of their own. */
export async function verifyBrowser({ log }: VerifyContext): Promise<Check[]> {
  if (!existsSync(path.join(REPOSITORY_ROOT, 'apps/web/e2e/playwright.config.ts')))
    return [skipped({ ...claim, note: 'there are no browser tests yet' })];
  log('browser tests');
  const args = ['scripts/millrace.mjs', 'test', '--only', 'browser'];
  const { code, seconds, tail } = await runCommand(process.execPath, args, { folder: REPOSITORY_ROOT });
  const closing = tail.split('\n').at(-1) ?? '';
  if (/skipped/.test(closing)) return [skipped({ ...claim, note: closing })];
  return [checked({ ...claim, figure: `exit code ${code}, ${seconds.toFixed(0)} s`, pass: code === 0, note: closing })];
}
