// A program of the proof of serving: writes an exported folder of a small model, made here. One JSON line in, one out.
import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { hashFile } from '../../data/artifact-store';
import { loadBundle } from '../../data/release-bundle';
import { answerLines } from '../../testing/answer-lines';
import { testReleaseId } from '../../testing/fake-release';
import { writeFolder } from '../folder/write-folder';
import { makeBundle } from './made-bundles';

const requestSchema = z.object({
  /** For files that are not part of the export. */
  scratch: z.string(),
  /** Where the exported server was built to. */
  programs: z.string(),
  folder: z.string(),
});

/** @returns rows, and the numbers that each is to be answered with */
async function writeExample({ scratch, programs, folder }: z.output<typeof requestSchema>) {
  await mkdir(scratch, { recursive: true });
  const { path } = await makeBundle('tree-ensemble', { folder: scratch });
  const { hash, bytes } = await hashFile(path);
  const facts = { v: 1 as const, id: testReleaseId(7), model: 'churn', number: 7, lookups: 'none' as const };
  await writeFolder({ facts: { ...facts, bundle: hash, bytes }, bundle: path, programs, folder, image: 'churn:v7' });
  const { golden } = await loadBundle(path);
  return { rows: golden.map(({ input }) => input), outputs: golden.map(({ output }) => output) };
}

await answerLines(requestSchema, writeExample);
