import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withFolder } from '../../bench/context';
import { REPOSITORY_ROOT } from '../../root';
import { type Check, checked, skipped } from '../check';
import { runCommand } from '../run-command';
import { passedByTag, readBrowserReport, type TestsOfTag } from './browser-report';

const folder = 'apps/web/e2e';

/** A claim that the browser tests with a tag show: `test('…', { tag: '@rows' }, …)`. */
export type TaggedClaim = { tag: string; claim: { part: string; claim: string; bar: string } };

/** Runs the files that hold the tests of these claims, on a product of their own; a claim without a test is short. */
export async function runTagged(claims: readonly TaggedClaim[]): Promise<Check[]> {
  const specs = [...new Set(claims.flatMap(({ tag }) => specsWith(tag)))].sort();
  if (specs.length === 0) return claims.map(({ claim }) => checkOf(claim, undefined)); // without files all would run
  return withFolder('browser-report', async (scratch) => {
    const report = path.join(scratch, 'report.json');
    const args = ['scripts/millrace.mjs', 'test', '--only', 'browser', ...specs.map((name) => `${folder}/${name}`)];
    const variables = { BROWSER_REPORT: report };
    const { code, tail } = await runCommand(process.execPath, args, { folder: REPOSITORY_ROOT, variables });
    const closing = tail.split('\n').at(-1) ?? '';
    const found = readBrowserReport(report);
    if (found === null && code === 0) return claims.map(({ claim }) => skipped({ ...claim, note: closing }));
    if (found === null) throw new Error(`the browser tests did not come to a report: ${closing}`);
    const tags = passedByTag(found);
    return claims.map(({ tag, claim }) => checkOf(claim, tags.get(tag)));
  });
}

/** What a test measured is the figure; where none did, how many passed. */
export function checkOf(claim: TaggedClaim['claim'], tests: TestsOfTag | undefined): Check {
  if (tests === undefined) return checked({ ...claim, figure: 'no test', pass: false });
  const { passed, failed, figures } = tests;
  const count = `${passed.length} of ${passed.length + failed.length} passed`;
  const figure = figures.length === 0 ? count : figures.join('; ');
  const note = failed.length === 0 ? `“${passed.join('”, “')}”` : `failed: “${failed.join('”, “')}”`;
  return checked({ ...claim, figure, pass: failed.length === 0 && passed.length > 0, note });
}

/** Files with a test that carries the tag. */
export function specsWith(tag: string): string[] {
  const root = path.join(REPOSITORY_ROOT, folder);
  return readdirSync(root)
    .filter((name) => name.endsWith('.spec.ts'))
    .filter((name) => readFileSync(path.join(root, name), 'utf8').includes(`'@${tag}'`));
}
