import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withFolder } from '../../bench/context';
import { REPOSITORY_ROOT } from '../../root';
import { type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { runCommand } from '../run-command';
import { passedByTag, readBrowserReport, type TestsOfTag } from './browser-report';

const part = 'browser';
const bar = 'its tests pass';
const folder = 'apps/web/e2e';
/** Pages and views of data, each with the tag that its browser tests carry: `test('…', { tag: '@rows' }, …)`. */
const pages = {
  rows: 'table with windows from the server',
  preview: 'rows of a step before it runs',
  follow: 'follow this row',
  rejects: 'rejected lines',
  profile: 'profile cards by type, split by a target',
  correlations: 'correlations',
  quality: 'warnings, ignored for a reason or mended with one click',
  compare: 'compare two batches',
  versions: 'versions',
  quarantine: 'a batch in quarantine waits for a person',
  history: 'quality history',
  lineage: 'lineage',
  lint: 'leakage lint and its rewrites on the canvas',
  splits: 'split receipts and the ledger of looks',
  folds: 'folds on the canvas and their receipts',
  sources: 'sources and their runs',
  timeline: 'events and their timeline',
  triggers: 'what starts by itself',
  'put-aside': 'events that were put aside',
  features: 'feature store',
};

/** The browser tests of the data pages in one run on a product of their own; a page without a test is short. */
export async function verifyDataPages({ log }: VerifyContext): Promise<Check[]> {
  const specs = [...new Set([...specsByPage().values()].flat())].sort();
  log(`browser tests of the data pages: ${specs.join(', ')}`);
  return withFolder('browser-report', async (scratch) => {
    const report = path.join(scratch, 'report.json');
    const args = ['scripts/millrace.mjs', 'test', '--only', 'browser', ...specs.map((name) => `${folder}/${name}`)];
    const variables = { BROWSER_REPORT: report };
    const { code, tail } = await runCommand(process.execPath, args, { folder: REPOSITORY_ROOT, variables });
    const closing = tail.split('\n').at(-1) ?? '';
    const found = readBrowserReport(report);
    if (found === null && code === 0) return claims().map(({ claim }) => skipped({ ...claim, note: closing }));
    if (found === null) throw new Error(`the browser tests did not come to a report: ${closing}`);
    const tags = passedByTag(found);
    return claims().map(({ tag, claim }) => checkOf(claim, tags.get(tag)));
  });
}

function claims() {
  return Object.entries(pages).map(([tag, title]) => ({ tag, claim: { part, claim: `browser test: ${title}`, bar } }));
}

function checkOf(claim: { part: string; claim: string; bar: string }, tests: TestsOfTag | undefined): Check {
  if (tests === undefined) return checked({ ...claim, figure: 'no test', pass: false });
  const { passed, failed } = tests;
  const figure = `${passed.length} of ${passed.length + failed.length} passed`;
  const note = failed.length === 0 ? `“${passed.join('”, “')}”` : `failed: “${failed.join('”, “')}”`;
  return checked({ ...claim, figure, pass: failed.length === 0 && passed.length > 0, note });
}

/** Of every page the files with a test that carries its tag. */
export function specsByPage(): Map<string, string[]> {
  const root = path.join(REPOSITORY_ROOT, folder);
  const specs = readdirSync(root)
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => ({ name, text: readFileSync(path.join(root, name), 'utf8') }));
  const carrying = (tag: string) => specs.filter(({ text }) => text.includes(`'@${tag}'`)).map(({ name }) => name);
  return new Map(Object.keys(pages).map((tag) => [tag, carrying(tag)]));
}
