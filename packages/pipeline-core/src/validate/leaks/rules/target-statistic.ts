import { nameList } from '../../../steps/columns';
import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import { dropColumns } from '../rewrites/drop-columns';
import type { ColumnTrace } from '../trace/column-trace';
import { suspects, targetKeys } from './features';

/** A mean or count of the target by group, joined back: target encoding without leaving the row itself out. */
export const targetStatistic: LeakRule = {
  code: 'target-statistic',
  title: 'Figures over the target',
  find: (lint) =>
    suspects(lint, (trace, { trainer, name }) => {
      const key = summedTarget(trace, targetKeys(trainer));
      const made = key === null ? null : trace.uses.get(key)?.made;
      return key === null ? null : { step: made?.step ?? trainer.step.id, column: made?.column ?? name };
    }).map(({ step, columns, trainers }) => {
      const maker = lint.document.steps[step];
      const [trainer] = trainers;
      const keys = trainer === undefined ? [] : targetKeys(trainer);
      const rewrite = dropColumns(lint, trainers, (trace) => summedTarget(trace, keys) !== null);
      const message = `${maker === undefined ? step : stepTitle(maker)}: ${nameList(columns)} ${columns.length === 1 ? 'is a figure' : 'are figures'} over the target \`${trainer?.target?.name ?? ''}\`, with the answers of the test rows and of each row itself in ${columns.length === 1 ? 'it' : 'them'}. Leave it out, or let Encode categories learn it from train rows.`;
      return { step, about: columns.join(', '), severity: 'error', message, ...(rewrite === null ? {} : { rewrite }) };
    }),
};

function summedTarget(trace: ColumnTrace, keys: readonly string[]): string | null {
  return trace.back ? (keys.find((key) => trace.uses.get(key)?.looks.has('all') === true) ?? null) : null;
}
