import type { TableFacts } from '../../../profile/table-facts';
import type { LeakRule } from '../leak';
import type { KnownColumn } from './facts-of';
import { scoredSuspects } from './scored-suspects';

/** Words for what is there only when a thing is over. */
const words = new Set(
  'duration outcome result after final finished closed closing resolved resolution actual settled paid repaid refund refunded returned cancelled canceled churned discharge discharged ended completed'.split(
    ' ',
  ),
);
/** How strong the column must be alone (0 tells nothing, 1 everything), and how far ahead of all others. */
const leastStrength = 0.4;
const lead = 1.5;

/**
 * A column that may be known only when the answer is. No figure can tell: a strong feature is what everyone wants. So
 * all three must hold, and it stays a question: its name says that something is over, it tells far more than chance,
 * and far more than any other column.
 */
export const knownAfterwards: LeakRule = {
  code: 'known-afterwards',
  title: 'Known only afterwards?',
  find: (lint) =>
    scoredSuspects(lint, isLate).map(({ step, columns: [column = ''], from, target, mend }) => {
      const message = `${from}: is \`${column}\` known when you ask for a prediction? It says far more about \`${target}\` than any other column, and by its name it is there only when the matter is over. Drop it, or keep it and say why.`;
      return { step, about: column, severity: 'warning', message, ...mend };
    }),
};

function isLate({ facts, column }: KnownColumn): boolean {
  if (!saysOver(column)) return false;
  const own = strength(facts, column);
  const others = Object.keys(facts.columns).filter((name) => name !== column);
  const next = Math.max(0, ...others.map((name) => strength(facts, name)));
  return own >= leastStrength && own >= lead * next;
}

/** The score above what guessing reaches: an area under the curve begins at a half, an R² or an accuracy at 0. */
function strength({ target, columns }: TableFacts, name: string): number {
  const score = columns[name]?.targetScore;
  if (score === undefined) return 0;
  return columns[target ?? '']?.distinct === 2 ? 2 * score - 1 : score;
}

/** "callDuration", "closed_at" and "Final result" are such names. */
function saysOver(name: string): boolean {
  const parts = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  return parts.some((part) => words.has(part));
}
