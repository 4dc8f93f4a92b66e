// A program of the proof of serving: writes an exported folder of a small model, made here. One JSON line in, one out.
import { mkdir } from 'node:fs/promises';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { hashFile } from '../../data/artifact-store';
import { readBundleFacts } from '../../data/release-bundle';
import { loadRelease } from '../../scoring/releases/load-release';
import { answerLines } from '../../testing/answer-lines';
import { testReleaseId } from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import { writeFolder } from '../folder/write-folder';
import { makeBundle } from './made-bundles';

const requestSchema = z.object({
  /** For files that are not part of the export. */
  scratch: z.string(),
  /** Where the exported server was built to. */
  programs: z.string(),
  folder: z.string(),
  /** What kind of model: one of ours, or one in ONNX. */
  format: z.enum(['tree-ensemble', 'onnx']),
  /** The workbench's program of model processes. */
  modelProgram: z.string(),
});
type Request = z.output<typeof requestSchema>;

/** @returns rows, and the numbers that each is to be answered with: golden rows of ours; 1,000 rows as an endpoint answers them */
async function writeExample({ scratch, programs, folder, format, modelProgram }: Request) {
  await mkdir(scratch, { recursive: true });
  const { path, rows } = await makeBundle(format, { folder: scratch });
  const { hash, bytes } = await hashFile(path);
  const facts = { v: 1 as const, id: testReleaseId(7), model: 'churn', number: 7, lookups: 'none' as const };
  await writeFolder({ facts: { ...facts, bundle: hash, bytes }, bundle: path, programs, folder, image: 'churn:v7' });
  if (format === 'onnx') return { rows, outputs: await answersOf(path, { modelProgram, rows }) };
  const { golden } = await readBundleFacts(path);
  return { rows: golden.map(({ input }) => input), outputs: golden.map(({ output }) => output) };
}

/** What the release answers behind an endpoint, in a process of its own. */
async function answersOf(path: string, o: { modelProgram: string; rows: readonly JsonObject[] }) {
  const { own, answer } = await loadRelease(
    { id: testReleaseId(7), number: 7, modelName: 'churn', path },
    {
      config: { process: 'own' },
      apart: { program: o.modelProgram, megabytes: 512 },
      logger: createQuietLogger(),
    },
  );
  try {
    await own?.open();
    const outputs: (readonly number[])[] = [];
    for (const row of o.rows) outputs.push((await answer(row, new AbortController().signal)).output);
    return outputs;
  } finally {
    own?.close();
  }
}

await answerLines(requestSchema, writeExample);
