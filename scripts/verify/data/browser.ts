import { readdirSync } from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from '../../root';
import type { Check } from '../check';
import type { VerifyContext } from '../context';
import { runTagged, specsWith, type TaggedClaim } from './browser-run';

const part = 'browser';
const bar = 'its tests pass';
const projectPages = 'apps/web/src/app/p/[project]';
/** The rooms that the stages of data brought; of the pages of pipelines only what data has on the canvas. */
const rooms = ['data', 'events', 'features', 'pipelines/[pipeline]'];

/**
 * Views of data, each with the page it is on, a tab of it after #, and the tag that its browser tests carry:
 * `test('…', { tag: '@rows' }, …)`.
 */
const views = {
  datasets: { at: 'data', title: 'list of datasets' },
  rows: { at: 'data/[dataset]#table', title: 'table with windows from the server' },
  profile: { at: 'data/[dataset]#profile', title: 'profile cards by type, split by a target' },
  correlations: { at: 'data/[dataset]#correlations', title: 'correlations' },
  quality: { at: 'data/[dataset]#quality', title: 'warnings, ignored for a reason or mended with one click' },
  rejects: { at: 'data/[dataset]#rejects', title: 'rejected lines' },
  history: { at: 'data/[dataset]#history', title: 'quality history' },
  versions: { at: 'data/[dataset]#batches', title: 'versions' },
  quarantine: { at: 'data/[dataset]#batches', title: 'a batch in quarantine waits for a person' },
  lineage: { at: 'data/[dataset]#lineage', title: 'lineage' },
  compare: { at: 'data/compare', title: 'compare two batches' },
  sources: { at: 'data/sources/[source]', title: 'sources and their runs' },
  push: { at: 'data/sources/[source]', title: 'pushed events and their replay' },
  timeline: { at: 'events', title: 'events and their timeline' },
  triggers: { at: 'events', title: 'what starts by itself' },
  'put-aside': { at: 'events', title: 'events that were put aside' },
  features: { at: 'features/[view]', title: 'a feature view: look-up, use, refresh' },
  'feature-list': { at: 'features', title: 'list of feature views' },
  starts: { at: 'pipelines/[pipeline]/starts', title: 'clocks and triggers of a pipeline' },
  preview: { at: 'pipelines/[pipeline]', title: 'rows of a step before it runs' },
  formula: { at: 'pipelines/[pipeline]', title: 'completion in the formula field' },
  condition: { at: 'pipelines/[pipeline]', title: 'condition report of any table, mended with one click' },
  follow: { at: 'pipelines/[pipeline]', title: 'follow this row' },
  lint: { at: 'pipelines/[pipeline]', title: 'leakage lint and its rewrites on the canvas' },
  splits: { at: 'pipelines/[pipeline]', title: 'split receipts and the ledger of looks' },
  folds: { at: 'pipelines/[pipeline]', title: 'folds on the canvas and their receipts' },
} as const satisfies Record<string, { at: string; title: string }>;

/** The browser tests of the data pages in one run on a product of their own; a view without a test is short. */
export async function verifyDataPages({ log }: VerifyContext): Promise<Check[]> {
  const claims = Object.entries(views).map(
    ([tag, { title }]): TaggedClaim => ({ tag, claim: { part, claim: `browser test: ${title}`, bar } }),
  );
  log(`browser tests of ${claims.length} views of data`);
  return runTagged(claims);
}

/** Of every view the files with a test that carries its tag. */
export function specsByView(): Map<string, string[]> {
  return new Map(Object.keys(views).map((tag) => [tag, specsWith(tag)]));
}

/** Pages and tabs that a person can open in the rooms of data and that no view names. */
export function pagesWithoutView(tabsOfDataset: readonly string[]): string[] {
  const named = new Set<string>(Object.values(views).flatMap(({ at }) => [at, at.replace(/#.*/, '')]));
  const root = path.join(REPOSITORY_ROOT, projectPages);
  const pages = rooms.flatMap((room) =>
    readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => path.basename(name) === 'page.tsx')
      .map((name) => path.posix.join(room, path.posix.dirname(name))),
  );
  return [...pages, ...tabsOfDataset.map((tab) => `data/[dataset]#${tab}`)].filter((page) => !named.has(page));
}
