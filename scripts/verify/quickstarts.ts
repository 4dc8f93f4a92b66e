import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withFolder } from '../bench/context';
import { spreadOf } from '../bench/measurement';
import { type QuickstartReport, runQuickstart } from '../quickstart/run-quickstart';
import { REPOSITORY_ROOT } from '../root';
import { attempt, type Check, checked, skipped } from './check';
import type { VerifyContext } from './context';

const part = 'quickstart';
const folder = path.join(REPOSITORY_ROOT, '..', 'shared', 'data');
const seeds = [1, 2, 3, 4, 5];
const mostTwinDifference = 1e-6;

type Table = { name: string; file: string; target: string; metric: string; reference: number; allowed: number };

/** References: scikit-learn's boosted trees with default settings, as the data's README gives them. */
const tables: Table[] = [
  { name: 'adult', file: 'adult/adult_train.csv', target: 'income', metric: 'auc', reference: 0.9306, allowed: 0.01 },
  {
    name: 'telco-churn',
    file: 'telco-churn/Telco-Customer-Churn.csv',
    target: 'Churn',
    metric: 'auc',
    reference: 0.835,
    allowed: 0.01,
  },
  {
    name: 'california-housing',
    file: 'california-housing/housing.csv',
    target: 'median_house_value',
    metric: 'r2',
    reference: 0.83,
    allowed: 0.01,
  },
  {
    name: 'penguins',
    file: 'penguins/penguins.csv',
    target: 'species',
    metric: 'accuracy',
    reference: 0.986,
    allowed: 0.02, // one row of its test part is 0.015
  },
  {
    name: 'wine-quality',
    file: 'wine-quality/winequality-white.csv',
    target: 'quality',
    metric: 'accuracy',
    reference: 0.672,
    allowed: 0.01,
  },
];

/** The main job on five tables with five seeds each, on one running product; then the two cases it must name. */
export async function verifyQuickstarts(context: VerifyContext): Promise<Check[]> {
  const checks: Check[] = [];
  for (const table of tables) checks.push(...(await verifyTable(context, table)));
  checks.push(...(await verifyOneClass(context)), ...(await verifyMadeLeak(context)), ...(await verifyBikes(context)));
  return checks;
}

async function verifyTable(context: VerifyContext, table: Table): Promise<Check[]> {
  const used = context.short ? seeds.slice(0, 1) : seeds;
  const least = table.reference - table.allowed;
  const bar = `>= ${least.toFixed(4)}`;
  const claim = `${table.name}: ${table.metric} of the trees on test rows, mean of ${used.length} seeded splits`;
  const file = path.join(folder, table.file);
  if (!existsSync(file)) return [skipped({ part, claim, bar, note: `${file} is absent` })];
  return attempt({ part, claim, bar }, async () => {
    const reports: QuickstartReport[] = [];
    for (const seed of used) {
      context.log(`quickstart on ${table.name}, seed ${seed}`);
      reports.push(await quickstart(context, { file, target: table.target, name: `${table.name} ${seed}`, seed }));
    }
    const values = reports.map((report) => treesMetric(report, table.metric));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const { min, max } = spreadOf(values);
    const figure = `${mean.toFixed(4)} (${min.toFixed(4)} to ${max.toFixed(4)})`;
    return [checked({ part, claim, figure, bar, pass: mean >= least }), ...twinChecks(table, reports)];
  });
}

function twinChecks(table: Table, reports: readonly QuickstartReport[]): Check[] {
  const largest = Math.max(...reports.map(({ twinMaxDiff }) => twinMaxDiff));
  const scored = reports.reduce((sum, report) => sum + report.scored, 0);
  const seconds = spreadOf(reports.map((report) => report.seconds)).median;
  return [
    checked({
      part,
      claim: `${table.name}: batch result and HTTP answer differ at most by`,
      figure: `${largest.toExponential(1)} over ${scored} rows (${seconds.toFixed(1)} s a quickstart)`,
      bar: `< ${mostTwinDifference}`,
      pass: largest < mostTwinDifference && scored > 0,
    }),
  ];
}

function treesMetric(report: QuickstartReport, metric: string): number {
  const trees = report.candidates.find(({ name }) => /trees/i.test(name));
  const value = trees?.metrics.test?.[metric];
  if (typeof value === 'number') return value;
  const seen = JSON.stringify(report.candidates.map(({ name, metrics }) => ({ name, metrics })));
  throw new Error(`the report has no ${metric} of the trees on test rows: ${seen.slice(0, 400)}`);
}

async function quickstart(
  context: VerifyContext,
  o: { file: string; target: string; name: string; seed: number },
): Promise<QuickstartReport> {
  return runQuickstart(await context.product(), { ...o, project: 'Verify', rows: 100, log: () => undefined });
}

/** A target that never changes: a clear refusal that names column and class. */
async function verifyOneClass(context: VerifyContext): Promise<Check[]> {
  const claim = 'a target of one class is refused by name';
  const bar = 'names column and class';
  const accepted = 'it was accepted';
  return attempt({ part, claim, bar }, () =>
    withFolder('verify', async (scratch) => {
      const file = path.join(scratch, 'one-class.csv');
      const lines = Array.from({ length: 200 }, (_, row) => `${row % 17},${row % 5},always`);
      writeFileSync(file, `size,shade,answer\n${lines.join('\n')}\n`);
      const message = await quickstart(context, { file, target: 'answer', name: 'one class', seed: 1 }).then(
        ({ best }) => `${accepted}, and ${best} won`,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      const pass = /answer/.test(message) && /always/.test(message) && !message.startsWith(accepted);
      return [checked({ part, claim, bar, figure: pass ? 'named' : 'not named', pass, note: message })];
    }),
  );
}

/** Telco churn with a column that gives the answer away. */
async function verifyMadeLeak(context: VerifyContext): Promise<Check[]> {
  const claim = 'a made column that tells the target is named and left out';
  const bar = 'cancelled_on_account';
  const source = path.join(folder, 'telco-churn', 'Telco-Customer-Churn.csv');
  if (!existsSync(source)) return [skipped({ part, claim, bar, note: `${source} is absent` })];
  return attempt({ part, claim, bar }, () =>
    withFolder('verify', async (scratch) => {
      const file = path.join(scratch, 'leak.csv');
      const [header = '', ...rows] = readFileSync(source, 'utf8').trim().split(/\r?\n/);
      const leaking = rows.map((row) => `${row},${row.endsWith('Yes') ? 1 : 0}`);
      writeFileSync(file, [`${header},cancelled_on_account`, ...leaking].join('\n'));
      const { excluded } = await quickstart(context, { file, target: 'Churn', name: 'made leak', seed: 1 });
      return [namedCheck({ claim, bar, excluded, columns: ['cancelled_on_account'] })];
    }),
  );
}

/** Bike sharing: casual and registered riders add up to the target. */
async function verifyBikes(context: VerifyContext): Promise<Check[]> {
  const claim = 'bike-sharing: the riders that add up to the count are named and left out';
  const bar = 'casual, registered';
  const file = path.join(folder, 'bike-sharing', 'hour.csv');
  if (!existsSync(file)) return [skipped({ part, claim, bar, note: `${file} is absent` })];
  return attempt({ part, claim, bar }, async () => {
    const { excluded } = await quickstart(context, { file, target: 'cnt', name: 'bikes', seed: 1 });
    return [namedCheck({ claim, bar, excluded, columns: ['casual', 'registered'] })];
  });
}

function namedCheck(o: {
  claim: string;
  bar: string;
  excluded: QuickstartReport['excluded'];
  columns: readonly string[];
}): Check {
  const { claim, bar, excluded, columns } = o;
  const named = columns.filter((name) => excluded.some(({ column, reason }) => column === name && reason.length > 0));
  const note = excluded.map(({ column, reason }) => `${column} (${reason})`).join('; ') || 'nothing was left out';
  return checked({ part, claim, bar, figure: named.join(', ') || 'none', pass: named.length === columns.length, note });
}
