import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../root';
import { type Check, checked, notBuilt, skipped } from '../check';
import type { VerifyContext } from '../context';
import { runCommand } from '../run-command';

const part = 'browser';
const folder = 'apps/web/e2e';
/** Pages and views of data, each with the word that names its browser tests: `e2e/data-<word>.spec.ts`. */
const pages = {
  profile: 'profile cards, warnings and one-click steps',
  correlations: 'correlations',
  compare: 'compare two batches',
  rows: 'table with server windows, and follow this row',
  history: 'versions, lineage and quality history',
  lint: 'leakage lint and its rewrites on the canvas',
  splits: 'split receipts and the ledger',
  sources: 'sources and their runs',
  events: 'events, timeline and dead letters',
  features: 'feature store',
};

/** The browser tests of the data pages in one run on a product of their own; a page without one is short. */
export async function verifyDataPages({ log }: VerifyContext): Promise<Check[]> {
  const names = existsSync(path.join(REPOSITORY_ROOT, folder)) ? readdirSync(path.join(REPOSITORY_ROOT, folder)) : [];
  const specs = names.filter((name) => /^data-[\w-]+\.spec\.ts$/.test(name));
  const claims = Object.entries(pages).map(([word, title]) => ({
    word,
    claim: { part, claim: `browser test: ${title}`, bar: 'it is there' },
  }));
  const has = (word: string) =>
    specs.some((name) => name.startsWith(`data-${word}.`) || name.startsWith(`data-${word}-`));
  const there = claims.map(({ word, claim }) =>
    has(word) ? checked({ ...claim, figure: 'there', pass: true }) : notBuilt(claim),
  );
  if (specs.length === 0) return there;
  return [await runSpecs(specs, log), ...there];
}

async function runSpecs(specs: readonly string[], log: VerifyContext['log']): Promise<Check> {
  log(`browser tests of the data pages: ${specs.join(', ')}`);
  const claim = { part, claim: `browser tests of the data pages (${specs.length} files)`, bar: 'all pass' };
  const args = ['scripts/millrace.mjs', 'test', '--only', 'browser', ...specs.map((name) => `${folder}/${name}`)];
  const { code, seconds, tail } = await runCommand(process.execPath, args, { folder: REPOSITORY_ROOT });
  const closing = tail.split('\n').at(-1) ?? '';
  if (/skipped/.test(closing)) return skipped({ ...claim, note: closing });
  return checked({ ...claim, figure: `exit code ${code}, ${seconds.toFixed(0)} s`, pass: code === 0, note: closing });
}
