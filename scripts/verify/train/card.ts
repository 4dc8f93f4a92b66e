import path from 'node:path';
import type { CandidateShape, RunShape } from '@millrace/pipeline-core/api';
import { metricLabel } from '@millrace/pipeline-core/metrics';
import pg from 'pg';
import { z } from 'zod';
import { installTrainPeers, startTrainPeer } from '../../bench/train-peers';
import { type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { drawSteps } from '../data/draw';
import { type DataProject, openProject, referenceFile } from '../data/project';
import { claimOf } from './claims';

export const cardClaim = claimOf('models', 'model card: its front matter is read by huggingface_hub');
const table = 'penguins/penguins.csv';
const name = 'penguins-card';
const target = 'species';

const factsSchema = z.object({ versions: z.string() });
const resultSchema = z.object({ split: z.string(), type: z.string(), name: z.string(), value: z.number() });
const cardSchema = z.object({
  library_name: z.string(),
  pipeline_tag: z.string(),
  model_name: z.string(),
  tags: z.array(z.string()),
  metrics: z.array(z.string()),
  results: z.array(resultSchema),
});
export type ReadCard = z.output<typeof cardSchema>;

/** The card in a release of the product, as huggingface_hub reads it, beside what the product itself says of the model. */
export async function checkCard(context: VerifyContext): Promise<Check> {
  const file = referenceFile(table);
  if (file === null) return skipped({ ...cardClaim, note: `${table} is not beside the repository` });
  const python = await installTrainPeers(context.log);
  if (typeof python !== 'string') return skipped({ ...cardClaim, note: `the peer is not there: ${python.message}` });
  const project = await openProject(context, 'Model card');
  const { run, candidate } = await evaluated(project, file);
  const peer = startTrainPeer({ python, script: 'card-reference.py', threads: 1 });
  try {
    const { versions } = await peer.ask(factsSchema, { do: 'facts' });
    const bundle = await placeOf(project, run);
    const wrong = wrongFields(await peer.ask(cardSchema, { do: 'read', bundle }), candidate);
    const figure = wrong.length === 0 ? 'every field' : `wrong: ${wrong.join(', ')}`;
    return checked({ ...cardClaim, figure, pass: wrong.length === 0, note: versions });
  } finally {
    await peer.close();
  }
}

async function evaluated(project: DataProject, file: string) {
  const dataset = await project.client.upload(file, 'Card');
  const drawing = drawSteps({
    data: { type: 'dataset', params: { dataset: dataset.id } },
    split: {
      type: 'split-rows',
      params: { strategy: 'stratified', target, marks: true },
      from: { table: 'data.table' },
    },
    model: { type: 'gradient-boosted-trees', from: { rows: 'split.split' } },
    judge: { type: 'evaluate', from: { model: 'model.model', rows: 'split.split' } },
    release: {
      type: 'register-model',
      params: { name },
      from: { model: 'model.model', rows: 'split.split', evaluation: 'judge.evaluation' },
    },
  });
  const run = await project.runDrawing('Card', drawing);
  const [candidate] = await project.judgedCandidates(run.id, 1);
  if (candidate === undefined) throw new Error('the run has no candidate');
  return { run, candidate };
}

/** Where the release lies in the data folder of the product. */
async function placeOf(project: DataProject, run: RunShape): Promise<string> {
  const hash = run.steps.find(({ step }) => step === 'release')?.outputs.release;
  const pool = new pg.Pool({ connectionString: project.product.databaseUrl, max: 1 });
  try {
    const { rows } = await pool.query<{ location: string }>('select location from artifact where hash = $1', [hash]);
    if (rows[0] === undefined) throw new Error(`the release ${hash} is not in the store`);
    return path.join(project.product.dataDir, 'artifacts', rows[0].location);
  } finally {
    await pool.end();
  }
}

/** Names of the fields that do not say what the product knows of the model. */
export function wrongFields(card: ReadCard, { task, metrics }: Pick<CandidateShape, 'task' | 'metrics'>): string[] {
  const known = Object.entries(metrics.test ?? {}).flatMap(([metric, value]) =>
    value === null ? [] : [{ name: metricLabel(metric), value }],
  );
  const said = new Map(card.results.map((one) => [one.name, one.value]));
  const right: Record<string, boolean> = {
    library_name: card.library_name === 'millrace',
    pipeline_tag: card.pipeline_tag === 'tabular-classification',
    model_name: card.model_name === name,
    tags: card.tags.includes('tabular') && card.tags.includes(task),
    metrics: card.metrics.length === known.length,
    'part of the figures': card.results.every(({ split }) => split === 'test'),
    'number of figures': card.results.length === known.length && known.length > 0,
  };
  const fields = Object.entries(right).flatMap(([field, isRight]) => (isRight ? [] : [field]));
  return [...fields, ...known.flatMap((one) => (said.get(one.name) === one.value ? [] : [one.name]))];
}
