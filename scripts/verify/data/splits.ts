import { chmodSync, copyFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkShape, lookShape, splitShape } from '@millrace/pipeline-core/api';
import pg from 'pg';
import { z } from 'zod';
import { startProgram } from '../../bench/program';
import { bundleProgram } from '../../bundle-program';
import { attempt, type Check, checked } from '../check';
import type { VerifyContext } from '../context';
import { drawSteps } from './draw';
import { type DataProject, openProject, tableOf } from './project';

const part = 'splits';
const pollMs = 100;
const patienceMs = 30_000;
const claims = {
  holds: { part, claim: 'the receipt of a split holds on what was split', bar: 'valid' },
  fails: { part, claim: 'the receipt fails after one row of the stored table was changed', bar: 'not valid' },
  ledger: { part, claim: 'the ledger of the test part equals the number of looks', bar: 'equal' },
};

/** A split made by a run, its receipt, and the ledger of looks at its test rows, all through the API. */
export async function verifySplits(context: VerifyContext): Promise<Check[]> {
  const project = await openProject(context, 'Splits');
  const run = await project.runDrawing('Split', drawing());
  const table = tableOf(run, 'split');
  const split = await splitOf(project, table);
  return [
    ...(await attempt(claims.ledger, async () => [await verifyLedger(project, { split, table })])),
    ...(await attempt(claims.fails, () => verifyReceipt(project, { split, table }))),
  ];
}

/** The receipt is written from the run's events, a moment after its end. */
export async function splitOf(project: DataProject, table: string): Promise<string> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(pollMs)) {
    const { items } = await project.call(z.object({ items: z.array(splitShape) }), '/splits');
    const split = items.find((one) => one.table === table)?.id;
    if (split !== undefined) return split;
  }
  throw new Error(`the run left no receipt within ${patienceMs / 1000} s`);
}

function drawing() {
  return drawSteps({
    data: { type: 'sample-data', params: { sample: 'churn', rows: 500 } },
    split: { type: 'split-rows', from: { table: 'data.table' } },
    model: { type: 'baseline', params: { target: 'churned' }, from: { rows: 'split.split' } },
    evaluate: { type: 'evaluate', from: { model: 'model.model', rows: 'split.split' } },
  });
}

type Place = { split: string; table: string };

/** One evaluation happened in the run; then test rows are read so many times, and train rows, which count for nothing. */
async function verifyLedger(project: DataProject, { split, table }: Place): Promise<Check> {
  const [reads, evaluations, windows] = [7, 1, 1];
  const read = async (query: string) => {
    const headers = { authorization: `Bearer ${project.key}` };
    const answer = await fetch(`${project.product.webUrl}/api/v1/splits/${split}/rows?${query}`, { headers });
    if (!answer.ok) throw new Error(`reading ${query} answered ${answer.status}`);
    await answer.arrayBuffer();
  };
  for (let look = 0; look < reads; look += 1) await read(`part=test&labels=${look % 2 === 0}`);
  for (let look = 0; look < 3; look += 1) await read('part=train');
  await project.client.window(table, { part: 'test', limit: 10 });
  const { total, items } = await project.call(lookShape, `/splits/${split}/looks`);
  const looks = reads + evaluations + windows;
  const kinds = ['evaluation', 'comparison', 'api', 'table'].map(
    (kind) => `${items.filter((item) => item.kind === kind).length} ${kind}`,
  );
  const figure = `${total} in the ledger, ${looks} looks`;
  return checked({ ...claims.ledger, figure, pass: total === looks && items.length === looks, note: kinds.join(', ') });
}

async function verifyReceipt(project: DataProject, place: Place): Promise<Check[]> {
  const verify = () => project.call(checkShape, `/splits/${place.split}/verify`);
  const before = await verify();
  const file = await fileOf(project, place.table);
  const kept = `${file}.kept`;
  copyFileSync(file, kept);
  await changeOneRow(file);
  const changed = await verify();
  renameSync(kept, file);
  const after = await verify();
  const failed = changed.checks.filter(({ ok }) => !ok).map(({ name }) => name);
  return [
    checked({
      ...claims.holds,
      figure: `${before.valid ? 'valid' : 'not valid'}, and ${after.valid ? 'valid' : 'not valid'} when the row is back`,
      pass: before.valid && after.valid,
    }),
    checked({
      ...claims.fails,
      figure: changed.valid ? 'valid' : `not valid: ${failed.join(', ')}`,
      pass: !changed.valid && failed.length > 0,
    }),
  ];
}

const locationSchema = z.object({ location: z.string() });

/** Where the product keeps the table: a person with access to the disk could change it there. */
async function fileOf({ product }: DataProject, table: string): Promise<string> {
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query('select location from artifact where hash = $1 and location is not null', [
      table,
    ]);
    return path.join(product.dataDir, 'artifacts', locationSchema.parse(rows[0]).location);
  } finally {
    await client.end();
  }
}

async function changeOneRow(file: string): Promise<void> {
  const program = startProgram(process.execPath, [await bundleProgram('apps/worker/src/data/testing/change-row.ts')]);
  try {
    const changed = `${file}.changed`;
    await program.ask(z.object({ column: z.string() }), { from: file, to: changed });
    chmodSync(changed, 0o444);
    renameSync(changed, file);
  } finally {
    await program.close();
  }
}
