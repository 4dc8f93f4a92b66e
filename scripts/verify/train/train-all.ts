import pg from 'pg';
import { z } from 'zod';
import { attempt, type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { drawSteps } from '../data/draw';
import { openProject, referenceFile } from '../data/project';
import { claimOf, withUnshown } from './claims';

const part = 'train-all';
const families = claimOf(part, 'a time budget, nothing else: candidates');
const ending = claimOf(part, 'a time budget: its end');
const table = 'adult/adult_train.csv';
/** Kinds that suit a target of two classes in a table of numbers and texts of more than 20,000 rows. */
const suitable = [
  'baseline',
  'decision-tree',
  'gradient-boosted-trees',
  'logistic-regression',
  'mlp',
  'naive-bayes',
  'random-forest',
];

const trialSchema = z.object({ trainer: z.string(), state: z.string(), seconds: z.number().nullable() });

/** "Find a good model" on a real table, told nothing but the target and how long it may take. */
export async function verifyTrainAll(context: VerifyContext): Promise<Check[]> {
  const file = referenceFile(table);
  if (file === null) {
    const note = `${table} is not beside the repository`;
    return [families, ending].map((one) => skipped({ ...one, note }));
  }
  const shown = await attempt(families, () => findGoodModel(context, file));
  return withUnshown(part, shown);
}

async function findGoodModel(context: VerifyContext, file: string): Promise<Check[]> {
  const minutes = context.short ? 2 : 5;
  const project = await openProject(context, 'Find a good model');
  const dataset = await project.client.upload(file, 'adult');
  context.log(`a good model for adult in ${minutes} minutes`);
  const drawing = drawSteps({
    data: { type: 'dataset', params: { dataset: dataset.id } },
    split: { type: 'split-rows', params: { strategy: 'stratified', target: 'income' }, from: { table: 'data.table' } },
    find: { type: 'train-all', params: { target: 'income', minutes }, from: { rows: 'split.split' } },
  });
  const begun = Date.now();
  const run = await project.runDrawing('Find a good model', drawing, { patienceMs: minutes * 60_000 * 3 });
  const seconds = (Date.now() - begun) / 1000;
  const trials = await trialsOf(project.product.databaseUrl, run.id);
  const done = new Set(trials.filter(({ state }) => state === 'done').map(({ trainer }) => trainer));
  const absent = suitable.filter((trainer) => !done.has(trainer));
  const longest = Math.max(0, ...trials.map((trial) => trial.seconds ?? 0));
  const count = trials.filter(({ state }) => state === 'done').length;
  return [
    checked({
      ...families,
      figure: `${suitable.length - absent.length} of ${suitable.length} kinds, ${count} trials`,
      pass: absent.length === 0,
      note: absent.length === 0 ? [...done].sort().join(', ') : `without a trial: ${absent.join(', ')}`,
    }),
    checked({
      ...ending,
      figure: `${seconds.toFixed(0)} s of ${minutes * 60}, longest trial ${longest.toFixed(1)} s`,
      // A little for landing the split, the preparation and the comparison at the end.
      pass: seconds <= minutes * 60 + longest + 30,
    }),
  ];
}

async function trialsOf(databaseUrl: string, run: string): Promise<z.output<typeof trialSchema>[]> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  try {
    const { rows } = await pool.query('select trainer, state, seconds from trial where run_id = $1', [run]);
    return z.array(trialSchema).parse(rows);
  } finally {
    await pool.end();
  }
}
