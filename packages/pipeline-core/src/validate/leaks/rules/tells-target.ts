import { nameList } from '../../../steps/columns';
import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import type { Lint, TrainerPlace } from '../lint';
import { dropColumns } from '../rewrites/drop-columns';
import type { ColumnTrace } from '../trace/column-trace';
import { scoredColumn, scoredFacts } from './facts-of';
import { suspects } from './features';

/** From here on one column alone is the answer in other words. */
const leakScore = 0.98;

/** One feature alone predicts the target, or two add up to it in every row. */
export const tellsTarget: LeakRule = {
  code: 'feature-tells-target',
  title: 'A feature that is the answer',
  find: (lint) =>
    suspects(lint, (trace, { trainer }) => {
      const known = tells(lint, trace, trainer);
      return known === null
        ? null
        : {
            step: lint.document.steps[known.step]?.id ?? trainer.step.id,
            column: known.column,
            of: trainer.target?.name ?? '',
          };
    }).map(({ step, columns, trainers }) => {
      const source = lint.document.steps[step];
      const target = trainers[0]?.target?.name ?? '';
      const facts = scoredFacts(lint, step, trainers[0]);
      const sums = columns.every((column) => facts?.columns[column]?.addsUpWith !== undefined);
      const what = sums
        ? `${nameList(columns)} add up to the target \`${target}\` in every row`
        : `${nameList(columns)} ${columns.length === 1 ? 'alone tells' : 'each tell'} the target \`${target}\` nearly without a mistake`;
      const rewrite = dropColumns(lint, trainers, (trace) =>
        trainers.some((trainer) => tells(lint, trace, trainer) !== null),
      );
      const message = `${source === undefined ? step : stepTitle(source)}: ${what}. ${columns.length === 1 ? 'It is' : 'They are'} probably known only with it, so a request would not have ${columns.length === 1 ? 'it' : 'them'}. Leave ${columns.length === 1 ? 'it' : 'them'} out.`;
      return {
        step,
        about: columns.join(', '),
        severity: 'warning',
        message,
        ...(rewrite === null ? {} : { rewrite }),
      };
    }),
};

function tells(lint: Lint, trace: ColumnTrace, trainer: TrainerPlace) {
  const known = scoredColumn(lint, trace, trainer);
  if (known === null) return null;
  const partner = known.own.addsUpWith;
  // One of two parts alone does not give the sum.
  const both =
    partner !== undefined &&
    trainer.features.some(({ name }) => {
      return scoredColumn(lint, trainer.trace.columns.get(name), trainer)?.column === partner;
    });
  return both || (known.own.targetScore ?? 0) > leakScore ? known : null;
}
