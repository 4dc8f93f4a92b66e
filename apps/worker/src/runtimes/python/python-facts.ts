import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { StoredModel } from '../model-runtime';

/** What the estimator is asked with: a DataFrame of the features, a list of dicts, or a matrix of the numbers. */
export const pythonReads = ['frame', 'rows', 'matrix'] as const;

/**
 * How a model that Python keeps is asked and what it answers; its weights are the pickle. The code stands beside it because
 * a pickle only names what is defined there.
 */
const factsSchema = z.object({
  v: z.literal(1),
  code: z.string(),
  reads: z.enum(pythonReads),
  answers: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('number') }),
    /** `columns`: where the probability of each of our classes stands. */
    z.object({ kind: z.literal('shares'), columns: z.array(z.number().int().nonnegative()) }),
    /** Classes by name, without probabilities. */
    z.object({ kind: z.literal('labels') }),
  ]),
  /** The environment it was made in: by which name workers know it, its Python and the packages that were imported. */
  environment: z.object({ name: z.string(), python: z.string(), versions: z.record(z.string(), z.string()) }),
  /** A block of rows is answered within this time. */
  seconds: z.number().positive(),
});
export type PythonFacts = z.output<typeof factsSchema>;

export function encodePython(facts: PythonFacts): JsonObject {
  return factsSchema.parse(facts);
}

/** Throws `model-damaged` unless the facts are of this version and fit the classes. */
export function decodePython(stored: StoredModel): PythonFacts {
  const facts = factsSchema.safeParse(stored.json);
  if (!facts.success) throw damagedModel({ seen: facts.error.message, expected: 'facts of a Python model' });
  const { answers } = facts.data;
  const classes = stored.classes?.length ?? 0;
  if (answers.kind === 'shares' && answers.columns.length !== classes)
    throw damagedModel({ seen: `${answers.columns.length} columns`, expected: `${classes} classes` });
  return facts.data;
}
