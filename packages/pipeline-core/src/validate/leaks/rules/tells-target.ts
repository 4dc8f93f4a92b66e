import { nameList } from '../../../steps/columns';
import type { LeakRule } from '../leak';
import type { Lint, TrainerPlace } from '../lint';
import { type KnownColumn, scoredColumn, scoredFacts } from './facts-of';
import { scoredSuspects } from './scored-suspects';

/** From here on one column alone is the answer in other words. */
const leakScore = 0.98;

/** One feature alone predicts the target, or two add up to it in every row. */
export const tellsTarget: LeakRule = {
  code: 'feature-tells-target',
  title: 'A feature that is the answer',
  find: (lint) =>
    scoredSuspects(lint, (known, trainer) => tells(lint, known, trainer)).map((found) => {
      const { step, columns, trainers, from, target, mend } = found;
      const facts = scoredFacts(lint, step, trainers[0]);
      const sums = columns.every((column) => facts?.columns[column]?.addsUpWith !== undefined);
      const what = sums
        ? `${nameList(columns)} add up to the target \`${target}\` in every row`
        : `${nameList(columns)} ${columns.length === 1 ? 'alone tells' : 'each tell'} the target \`${target}\` nearly without a mistake`;
      const message = `${from}: ${what}. ${columns.length === 1 ? 'It is' : 'They are'} probably known only with it, so a request would not have ${columns.length === 1 ? 'it' : 'them'}. Leave ${columns.length === 1 ? 'it' : 'them'} out.`;
      return { step, about: columns.join(', '), severity: 'warning', message, ...mend };
    }),
};

function tells(lint: Lint, { own }: KnownColumn, trainer: TrainerPlace): boolean {
  const partner = own.addsUpWith;
  // One of two parts alone does not give the sum.
  const both =
    partner !== undefined &&
    trainer.features.some(({ name }) => {
      return scoredColumn(lint, trainer.trace.columns.get(name), trainer)?.column === partner;
    });
  return both || (own.targetScore ?? 0) > leakScore;
}
