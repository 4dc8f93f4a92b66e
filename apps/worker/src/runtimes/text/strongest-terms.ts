import type { Separators } from './one-vs-rest';
import type { TermBlock } from './vocabulary';

/** With more classes than that a list of their words helps nobody. */
const MOST_CLASSES = 10;
const TERMS = 8;

/** The words that speak most for each class, for the person: "words for sport" is "goal, match, team". */
export function strongestTerms(model: {
  blocks: readonly TermBlock[];
  separators: Separators;
  classes: readonly string[];
}): Record<string, string> {
  const { blocks, separators, classes } = model;
  if (classes.length > MOST_CLASSES) return {};
  const words = blocks.filter(({ cut }) => cut.of === 'words');
  const found = classes.map((name, at): [string, string] => {
    const output = separators.outputs === 1 ? 0 : at;
    const sign = separators.outputs === 1 && at === 0 ? -1 : 1;
    return [`words for ${name}`, strongest(words, { separators, output, sign }).join(', ')];
  });
  return Object.fromEntries(found.filter(([, terms]) => terms !== ''));
}

function strongest(
  blocks: readonly TermBlock[],
  of: { separators: Separators; output: number; sign: number },
): string[] {
  const { weights, outputs } = of.separators;
  const terms = blocks.flatMap(({ terms, offset }) =>
    terms.map((term, at) => ({ term, weight: of.sign * weights[(offset + at) * outputs + of.output]! })),
  );
  return terms
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, TERMS)
    .map(({ term }) => term);
}
