import { nameList } from '../../../steps/columns';
import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import type { Lint, TrainerPlace } from '../lint';
import { dropColumns } from '../rewrites/drop-columns';
import type { ColumnTrace } from '../trace/column-trace';
import { suspects, targetKeys } from './features';

/** A figure over all rows stands beside the rows it was made of: a mean by city, a rank, a table's own scale. */
export const statisticsOfAllRows: LeakRule = {
  code: 'statistics-of-all-rows',
  title: 'Figures over train and test rows together',
  find: (lint) =>
    suspects(lint, (trace, { trainer, name }) => {
      const keys = targetKeys(trainer);
      if (trace.summary === null || !isSpread(lint, trainer, trace)) return null;
      if ([...trace.uses.keys()].some((key) => keys.includes(key))) return null;
      return { step: trace.summary.step, column: madeName(trace, name) };
    }).map(({ step, columns, trainers }) => {
      const maker = lint.document.steps[step];
      const rewrite = dropColumns(lint, trainers, (trace) => trace.back && trace.summary?.step === step);
      const message = `${maker === undefined ? step : stepTitle(maker)}: ${nameList(columns)} ${columns.length === 1 ? 'is a figure' : 'are figures'} over all rows, also over those set aside for the test, and ${columns.length === 1 ? 'stands' : 'stand'} beside them as a feature. Results would look better than they are. Learn it behind the split (Scale, Encode, Impute), or leave it out.`;
      return {
        step,
        about: columns.join(', '),
        severity: 'warning',
        message,
        ...(rewrite === null ? {} : { rewrite }),
      };
    }),
};

/** True where rows of several parts went into the figure. Groups that stay in one part have figures of their own. */
function isSpread(lint: Lint, { step, table }: TrainerPlace, { back, summary }: ColumnTrace): boolean {
  if (!back || summary === null || !table.split) return false;
  const split = lint.splits.find((place) => lint.below(place.step.id).has(step.id));
  const column = split?.way.by === 'group' ? split.way.column : undefined;
  return column === undefined || !summary.within.includes(column);
}

function madeName(trace: ColumnTrace, name: string): string {
  const made = [...trace.uses.values()].find((use) => use.made?.step === trace.summary?.step)?.made;
  return made?.column ?? name;
}
