import { setImmediate } from 'node:timers/promises';
import { type HeldOutFacts, type HeldOutRow, heldOutRowSchema } from '@millrace/pipeline-core/release';
import { requireEntry, textOf } from './archive-entry';
import { bundlePlace } from './open-bundle';
import { readBundleFiles } from './release-bundle';

/** The entry of a bundle with the rows that were held out of its training, one a line. */
export const heldOutFile = 'held-out.jsonl';

/** Rows that a release is to be proven on, and what its model answers are to be read by. */
export type HeldOut = {
  facts: HeldOutFacts;
  /** The first of them come from all over the table, unless the release is of before they were put in that order. */
  rows: HeldOutRow[];
  classes: readonly string[] | null;
  /** Of two classes the one that is judged. */
  positive: string | null;
};

/** The held-out rows of a bundle, with the files checked; null of one that was packed before there were any. */
export async function readHeldOut(path: string): Promise<HeldOut | null> {
  const { manifest, files } = await readBundleFiles(path);
  if (manifest.heldOut === undefined) return null;
  const lines = textOf(requireEntry(files, heldOutFile, bundlePlace)).split('\n');
  return {
    facts: manifest.heldOut,
    rows: await readRows(lines.filter((line) => line !== '')),
    classes: manifest.classes ?? null,
    positive: manifest.positive ?? null,
  };
}

/** Some thousand rows take a tenth of a second to check: requests to this process come in between. */
async function readRows(lines: readonly string[]): Promise<HeldOutRow[]> {
  const rows: HeldOutRow[] = [];
  for (const line of lines) {
    if (rows.length % 100 === 0) await setImmediate();
    rows.push(heldOutRowSchema.parse(JSON.parse(line)));
  }
  return rows;
}
