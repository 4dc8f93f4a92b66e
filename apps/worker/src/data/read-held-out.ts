import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import {
  type BundleManifest,
  type HeldOutFacts,
  type HeldOutRow,
  heldOutRowSchema,
  rowsInside,
} from '@millrace/pipeline-core/release';
import { requireEntry, textOf } from './archive-entry';
import { bundlePlace } from './open-bundle';
import { readBundleFiles } from './release-bundle';

/** Rows that a release is to be proven on, and what its model answers are to be read by. */
export type HeldOut = {
  facts: HeldOutFacts;
  /** The first of them come from all over the table, unless the release is of before they were put in that order. */
  rows: HeldOutRow[];
  classes: readonly string[] | null;
  /** Of two classes the one that is judged. */
  positive: string | null;
};

/**
 * The held-out rows of a release from the file that lies beside its bundle, or from the bundle itself where it is of before
 * they did, with its files checked. Null of one that was packed before there were any.
 * @param o.beside where the rows lie that the manifest names; compared with nothing here
 */
export async function readHeldOut(o: {
  manifest: Pick<BundleManifest, 'heldOut' | 'classes' | 'positive'>;
  bundle: string;
  beside: string | null;
}): Promise<HeldOut | null> {
  const { manifest, bundle, beside } = o;
  if (manifest.heldOut === undefined) return null;
  const text = beside === null ? await textInside(bundle) : await readFile(beside, 'utf8');
  return {
    facts: manifest.heldOut,
    rows: await readRows(text.split('\n').filter((line) => line !== '')),
    classes: manifest.classes ?? null,
    positive: manifest.positive ?? null,
  };
}

async function textInside(bundle: string): Promise<string> {
  const { files } = await readBundleFiles(bundle);
  return textOf(requireEntry(files, rowsInside, bundlePlace));
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
