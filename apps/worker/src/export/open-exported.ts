import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { createRowValidator } from '@millrace/pipeline-core/release';
import { hashFile } from '../data/artifact-store';
import type { LoadedBundle } from '../data/open-bundle';
import { type AnyBundle, loadAnyBundle } from '../data/release-bundle';
import { messageOf } from '../scoring/message-of';
import { type NamedRelease, serveBundle } from '../scoring/releases/serve-bundle';
import type { ServedRelease } from '../scoring/releases/served-release';
import { type ApartOptions, openApart } from './open-apart';
import { exportedFiles, type ReleaseFacts, releaseFactsSchema, titleOf } from './release-facts';
import { withoutLookups } from './without-lookups';

/** The release of an exported folder, checked and ready to answer. `goldenRows` were answered as the workbench did. */
export type Exported = {
  facts: ReleaseFacts;
  served: ServedRelease;
  goldenRows: number;
  /** Ends the process of its model, where it has one. */
  close(): void;
};

const next = 'Copy the whole folder again, or export the release again.';

/**
 * Opens the release of an exported folder: a model of our own here, one that others made in a process of its own. Throws a
 * sentence with file, what was seen and what was expected when a file is missing or damaged, and when this machine answers the
 * proof rows otherwise than the workbench did.
 */
export async function openExported(folder: string, options: ApartOptions): Promise<Exported> {
  const facts = await readFacts(folder);
  const path = join(folder, exportedFiles.bundle);
  const opened = await openChecked(path, facts);
  const named = { id: facts.id, number: facts.number, modelName: facts.model };
  if (opened.kind === 'foreign') {
    const { golden } = opened.bundle;
    const { served, close } = await openApart({ ...named, path }, { ...options, folder, bytes: facts.bytes, golden });
    return { facts, served: sentAll(facts, served), goldenRows: golden.length, close };
  }
  const { served, goldenRows } = openHere(named, opened.bundle);
  return { facts, served: sentAll(facts, served), goldenRows, close: () => undefined };
}

/** A model of our own, compared with its golden rows. */
function openHere(named: NamedRelease, bundle: LoadedBundle): { served: ServedRelease; goldenRows: number } {
  const { rows, failed, maxDifference } = bundle.goldenCheck();
  if (failed.length === 0) return { served: serveBundle(named, bundle), goldenRows: rows };
  throw new Error(
    `${titleOf({ model: named.modelName, number: named.number })}: got other answers to ${failed.length} of ${rows} proof rows (largest difference ${maxDifference}) with Node ${process.version}, expected those of the workbench, bit for bit. Use the version of Node that the Dockerfile names, or export the release again.`,
  );
}

async function readFacts(folder: string): Promise<ReleaseFacts> {
  const path = join(folder, exportedFiles.facts);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`${path} cannot be read (${messageOf(error)}). ${next}`);
  });
  try {
    return releaseFactsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${path} is damaged: ${messageOf(error)}. ${next}`);
  }
}

/** The bundle, when all of it is what was exported; the error names the file inside that is not. */
async function openChecked(path: string, facts: ReleaseFacts): Promise<AnyBundle> {
  const seen = await hashFile(path).catch((error: unknown) => {
    throw new Error(`${path} cannot be read (${messageOf(error)}). ${next}`);
  });
  const opened = await loadAnyBundle(path).catch((error: unknown) => describeDamage(error));
  const expected = facts.sha256 ?? facts.bundle;
  if (typeof opened !== 'string' && seen.hash === expected) return opened;
  throw new Error(
    [
      `${path} is damaged: got ${seen.bytes} bytes with sha256 ${seen.hash}, expected ${facts.bytes} bytes with sha256 ${expected}.`,
      ...(typeof opened === 'string' ? [opened] : []),
      next,
    ].join(' '),
  );
}

/** Without what operators of a workbench would do about it. */
function describeDamage(error: unknown): string {
  if (!(error instanceof PipelineError)) return `Inside it: ${messageOf(error)}.`;
  const { place, seen, expected } = error.report;
  return `${place}: got ${seen}, expected ${expected}.`;
}

/** Nothing is looked up here: callers send every input. */
function sentAll(facts: ReleaseFacts, served: ServedRelease): ServedRelease {
  if (facts.lookups === 'none') return served;
  const signature = withoutLookups(served.signature);
  return { ...served, signature, validator: createRowValidator(signature) };
}
