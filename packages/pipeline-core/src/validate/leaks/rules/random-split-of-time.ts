import type { Column } from '../../../schema/table-schema';
import { nameList } from '../../../steps/columns';
import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import type { SplitPlace } from '../lint';
import { splitByTime } from '../rewrites/split-otherwise';

/** Chance puts neighbours in time into different parts, while their features or their role say that time counts. */
export const randomSplitOfTime: LeakRule = {
  code: 'random-split-of-time',
  title: 'Time mixed over the parts',
  find: (lint) =>
    lint.splits.flatMap((split) => {
      if (split.way.by !== 'chance') return [];
      const lagged = laggedFeatures(split);
      const time = timeColumn(split);
      if (lagged.length === 0 && time?.role !== 'time') return [];
      const rewrite = time === undefined ? null : splitByTime(lint, split, time.name);
      const why =
        lagged.length > 0
          ? `${nameList(lagged)} look${lagged.length === 1 ? 's' : ''} at earlier rows, and chance puts neighbouring rows into different parts: a test row is known from its neighbours`
          : `\`${time?.name}\` says when, and chance lets a model learn from rows later than those it is tested on`;
      const message = `${stepTitle(split.step)}: ${why}. Train on early rows and test on late ones.`;
      return [
        {
          step: split.step.id,
          about: lagged.length > 0 ? lagged.join(', ') : (time?.name ?? ''),
          severity: 'warning' as const,
          param: 'strategy',
          message,
          ...(rewrite === null ? {} : { rewrite }),
        },
      ];
    }),
};

function laggedFeatures({ table, trace }: SplitPlace): string[] {
  return table.columns.flatMap(({ name, role }) => {
    const uses = [...(trace.columns.get(name)?.uses.values() ?? [])];
    const looksBack = uses.some(({ looks }) => looks.has('before') || looks.has('past'));
    return role === 'feature' && looksBack ? [name] : [];
  });
}

/** The column with the role, else the first date or time. */
function timeColumn({ table }: SplitPlace): Column | undefined {
  const marked = table.columns.find(({ role }) => role === 'time');
  const times = table.columns.filter(({ type }) => type === 'date' || type === 'timestamp');
  return marked ?? times[0];
}
