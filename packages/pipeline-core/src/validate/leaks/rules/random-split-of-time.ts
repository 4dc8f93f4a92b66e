import type { Column } from '../../../schema/table-schema';
import { nameList } from '../../../steps/columns';
import { stepTitle } from '../../step-title';
import type { LeakRule, Rewrite } from '../leak';
import type { Lint, SplitPlace } from '../lint';
import { splitByTime, splitInOrder } from '../rewrites/split-otherwise';
import { type TimeOrder, timeOrder } from './order-of-rows';

/** Chance puts neighbours in time into different parts, while their features or their role say that time counts. */
export const randomSplitOfTime: LeakRule = {
  code: 'random-split-of-time',
  title: 'Time mixed over the parts',
  find: (lint) =>
    lint.splits.flatMap((split) => {
      if (split.way.by !== 'chance') return [];
      const lagged = laggedFeatures(split);
      const time = timeColumn(split);
      const order = timeOrder(lint, split);
      const about = lagged.length > 0 ? lagged.join(', ') : time?.role === 'time' ? time.name : order?.column;
      if (about === undefined) return [];
      const rewrite = mend(lint, split, { time: dividing(time, order), order });
      const why = whyNot(lint, { lagged, time, order });
      const message = `${stepTitle(split.step)}: ${why}. Train on early rows and test on late ones.`;
      return [
        {
          step: split.step.id,
          about,
          severity: 'warning' as const,
          param: 'strategy',
          message,
          ...(rewrite === null ? {} : { rewrite }),
        },
      ];
    }),
};

type Found = { lagged: string[]; time: Column | undefined; order: TimeOrder | null };

function whyNot(lint: Lint, { lagged, time, order }: Found): string {
  if (lagged.length > 0)
    return `${nameList(lagged)} look${lagged.length === 1 ? 's' : ''} at earlier rows, and chance puts neighbouring rows into different parts: a test row is known from its neighbours`;
  const learns = 'and chance lets a model learn from rows later than those it is tested on';
  if (time?.role === 'time' || order === null) return `\`${time?.name}\` says when, ${learns}`;
  const source = lint.document.steps[order.step];
  return `the rows of ${source === undefined ? 'the data' : stepTitle(source)} lie in the order of \`${order.column}\`, ${learns}`;
}

/** The column to divide by; beside an order that is known, a date counts only where its role says so. */
function dividing(time: Column | undefined, order: TimeOrder | null): string | undefined {
  if (order === null || time?.role === 'time') return time?.name;
  return order.here ?? undefined;
}

/** By the time that is there; where it was left out, in the order that the rows still have. */
function mend(lint: Lint, split: SplitPlace, o: { time: string | undefined; order: TimeOrder | null }): Rewrite | null {
  if (o.time !== undefined) return splitByTime(lint, split, o.time);
  if (o.order?.order !== 'rising' || !split.trace.asRead) return null;
  return splitInOrder(split);
}

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
