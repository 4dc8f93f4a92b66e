import type { JsonObject } from '@millrace/pipeline-core/json';
import type { BundleManifest, Prediction } from '@millrace/pipeline-core/release';
import { z } from 'zod';

type Kept = Pick<Prediction, 'input' | 'output'>;
const sharesSchema = z.record(z.string(), z.number());

/**
 * The fields of a kept request and of its answer in the order that its release has them: the database keeps those of a JSON
 * column by the length of their names. What the release does not know comes last.
 */
export function fieldsInOrder(
  { input, output }: Kept,
  { signature, classes = [] }: Pick<BundleManifest, 'signature' | 'classes'>,
): Kept {
  const ordered = inOrder(
    input,
    signature.inputs.map(({ name }) => name),
  );
  if (output === null) return { input: ordered, output };
  const answer = inOrder(output, ['prediction', 'probabilities']);
  const shares = sharesSchema.safeParse(output.probabilities).data;
  return {
    input: ordered,
    output: shares === undefined ? answer : { ...answer, probabilities: inOrder(shares, classes) },
  };
}

function inOrder(fields: JsonObject, names: readonly string[]): JsonObject {
  const known = names.flatMap((name) => (Object.hasOwn(fields, name) ? [[name, fields[name] ?? null] as const] : []));
  return { ...Object.fromEntries(known), ...fields };
}
