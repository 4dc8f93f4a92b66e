import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { BenchProgram } from '../../bench/program';
import { installTrainPeers, startTrainPeer } from '../../bench/train-peers';
import { REPOSITORY_ROOT } from '../../root';
import { attempt, type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { openProject } from '../data/project';
import { runCommand } from '../run-command';
import { trainClaims, withUnshown } from './claims';
import { columnsOf, gapOf } from './onnx-answers';
import { exportedModels, onnxDrawing, onnxTable } from './onnx-drawing';
import { downloadOnnx, made } from './step-files';

const part = 'onnx';
const compared = 1000;
const mostApart = 1e-5;

const answersSchema = z.object({
  classes: z.array(z.string()).nullable(),
  labels: z.array(z.string()).nullable(),
  numbers: z.array(z.array(z.number())),
});

/** The claims of this part, by what shows them. */
function claimsOfPart() {
  const [checker, answers, imports] = trainClaims.onnx.map((claim) => ({ part, ...claim }));
  if (checker === undefined || answers === undefined || imports === undefined)
    throw new Error('the claims about ONNX are gone');
  return { checker, answers, imports };
}

/** Every kind of model, exported by the product and asked by ONNX's own checker and runtime; then models of others, imported. */
export async function verifyOnnx(context: VerifyContext): Promise<Check[]> {
  const claims = claimsOfPart();
  const imports = await attempt(claims.imports, async () => [await checkImports()]);
  const python = await installTrainPeers(context.log);
  if (typeof python !== 'string') {
    const note = `the peers are not there: ${python.message}`;
    return withUnshown(part, [skipped({ ...claims.checker, note }), skipped({ ...claims.answers, note }), ...imports]);
  }
  const peer = startTrainPeer({ python, script: 'onnx-reference.py', threads: 1 });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-onnx-'));
  try {
    const exports = await attempt(claims.answers, () => checkExports({ context, peer, folder }));
    return withUnshown(part, [...exports, ...imports]);
  } finally {
    await peer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Sides = { context: VerifyContext; peer: BenchProgram; folder: string };

async function checkExports({ context, peer, folder }: Sides): Promise<Check[]> {
  const claims = claimsOfPart();
  const { versions } = await peer.ask(z.object({ versions: z.string() }), { do: 'facts' });
  const project = await openProject(context, 'ONNX');
  const table = path.join(folder, 'rows.csv');
  writeFileSync(table, onnxTable(context.short ? 1500 : 4000, context.seed));
  const dataset = await project.client.upload(table, 'ONNX rows');
  const run = await project.runDrawing('ONNX', onnxDrawing(dataset.id));
  const gaps = [];
  for (const [id, { target, rows }] of Object.entries(exportedModels)) {
    const file = await downloadOnnx(project, { run, step: `${id}-file`, folder });
    const asked = await project.client.window(made(run, { step: `${target}-${rows}`, port: 'table' }), {
      limit: compared,
    });
    const answers = await peer.ask(answersSchema, { do: 'answer', file, columns: columnsOf(asked) });
    const scores = await project.client.window(made(run, { step: `${id}-scores`, port: 'predictions' }), {
      limit: compared,
    });
    gaps.push({ id, ...gapOf(answers, scores) });
  }
  const most = gaps.reduce((worst, gap) => (gap.apart > worst.apart ? gap : worst));
  const labels = gaps.reduce((sum, gap) => sum + gap.otherLabels, 0);
  const note = `${gaps.map(({ id, apart }) => `${id} ${apart.toExponential(1)}`).join(', ')}; ${versions}`;
  return [
    // The peer throws where the checker does.
    checked({ ...claims.checker, figure: `${gaps.length} of ${gaps.length} files pass`, pass: true, note: versions }),
    checked({
      ...claims.answers,
      figure: `${labels} labels differ, ${most.apart.toExponential(1)} apart at most (${most.id})`,
      pass: labels === 0 && most.apart < mostApart && gaps.every(({ rows }) => rows === compared),
      note,
    }),
  ];
}

/** The models of other libraries that lie beside the tests, with what those libraries answer. */
async function checkImports(): Promise<Check> {
  const test = 'apps/worker/src/executors/train/import-model.test.ts';
  const args = ['node_modules/vitest/vitest.mjs', 'run', test, '-t', 'answers as it does there'];
  const { code, tail } = await runCommand(process.execPath, args, { folder: REPOSITORY_ROOT });
  const figure = code === 0 ? '4 of 4 models, < 1e-5 apart' : 'its tests fail';
  return checked({
    ...claimsOfPart().imports,
    figure,
    pass: code === 0,
    ...(code === 0 ? {} : { note: tail.slice(-300) }),
  });
}
