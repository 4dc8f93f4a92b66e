import { z } from 'zod';
import { PipelineError } from '../errors/pipeline-error';
import { type PipelineDocument, pipelineDocumentSchema } from './pipeline-document';

/** Brings a document of one version to the next; the steps have names so that a failing one can be told. */
export type Migration = {
  from: number;
  name: string;
  migrate(document: Record<string, unknown>): Record<string, unknown>;
};

/** In order, without gaps. Version 1 is the first: nothing to do yet. */
const migrations: readonly Migration[] = [];

export const documentVersion = 1;

const versioned = z.looseObject({ v: z.number().int().positive() });

/** Any saved document, brought to the current version and checked. Throws a `PipelineError` when it cannot be read. */
export function readDocument(json: unknown): PipelineDocument {
  const head = versioned.safeParse(json);
  if (!head.success) throw unreadable('something without a version', 'a saved pipeline', head.error);
  if (head.data.v > documentVersion) throw unreadable(`version ${head.data.v}`, `version ${documentVersion} or older`);
  const document = migrateDocument(head.data, migrations);
  const parsed = pipelineDocumentSchema.safeParse(document);
  if (!parsed.success) throw unreadable(z.prettifyError(parsed.error), 'steps, edges and notes', parsed.error);
  return parsed.data;
}

/** Applies the migrations from the document's version on. Exported for the tests of future migrations. */
export function migrateDocument(
  document: Record<string, unknown>,
  steps: readonly Migration[],
): Record<string, unknown> {
  return steps.reduce(
    (current, step) => (current.v === step.from ? { ...step.migrate(current), v: step.from + 1 } : current),
    document,
  );
}

function unreadable(seen: string, expected: string, cause?: unknown): PipelineError {
  return new PipelineError({
    code: 'unreadable-document',
    family: 'pipeline',
    place: 'Pipeline document',
    seen,
    expected,
    next: 'Open it in the version of Millrace it was saved with, or restore an earlier version of the pipeline.',
    cause,
  });
}
