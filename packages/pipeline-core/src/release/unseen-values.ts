import type { JsonObject } from '../json';
import type { ModelManifest } from './model-manifest';
import type { SignatureInput } from './signature';
import { describeValue, type FieldProblem } from './validate-row';

/** A value that is legal and that a model has not learned from, in the words of a refusal. */
export type RowWarning = Omit<FieldProblem, 'row' | 'problem'> & { problem: 'unseen' };

const expected = 'a value that the model has learned from';

type Read = { inputs: readonly SignatureInput[] } & Pick<ModelManifest, 'features' | 'plan'>;

/**
 * Finds texts of a row that none of the train rows had, where the signature lists all that they had; made once per release.
 * Undefined where there are none, which costs one look-up in a set for each such text. Texts that are read word by word are
 * new nearly every time.
 */
export function createUnseenFinder({
  inputs,
  features,
  plan,
}: Read): (row: Readonly<JsonObject>) => RowWarning[] | undefined {
  const words = new Set([
    ...features.flatMap(({ name, kind }) => (kind === 'text' ? [name] : [])),
    ...plan.nodes.flatMap((node) => ('kernel' in node ? node.inputs : [])),
  ]);
  const listed = inputs.flatMap(({ name, levels = [] }) =>
    levels.length === 0 || words.has(name) ? [] : [{ name, known: new Set<unknown>(levels) }],
  );
  return (row) => {
    let found: RowWarning[] | undefined;
    for (const { name, known } of listed) {
      const value = row[name];
      if (typeof value !== 'string' || known.has(value)) continue;
      found ??= [];
      found.push({ field: name, problem: 'unseen', seen: describeValue(value), expected });
    }
    return found;
  };
}
