import type { Column } from '../../../schema/table-schema';
import { tableIn } from '../../../steps/infer';
import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import type { Lint, SplitPlace } from '../lint';
import { splitByGroup } from '../rewrites/split-otherwise';
import { soleRoot, type TableTrace } from '../trace/column-trace';

/** So many rows for each id at least: fewer repeats are more likely slips than groups. */
const rowsPerId = 1.05;

/** Rows of one customer, machine or document land in several parts: a test row is known from its siblings. */
export const groupOverlap: LeakRule = {
  code: 'group-overlap',
  title: 'Groups torn apart by the split',
  find: (lint) =>
    lint.splits.flatMap((split) => {
      if (split.way.by !== 'chance') return [];
      const group = split.table.columns.find((column) => isTorn(lint, split, column));
      if (group === undefined) return [];
      const message = `${stepTitle(split.step)}: rows with the same \`${group.name}\` may land in different parts, so a test row is known from those a model learned from. Keep all rows of each \`${group.name}\` in one part.`;
      return [
        {
          step: split.step.id,
          about: group.name,
          severity: 'warning' as const,
          param: 'strategy',
          message,
          rewrite: splitByGroup(lint, split, group.name),
        },
      ];
    }),
};

function isTorn(lint: Lint, { table, trace }: SplitPlace, column: Column): boolean {
  const once = trace.unique.some((names) => names.length > 0 && names.every((name) => name === column.name));
  if (once) return false;
  if (column.role === 'group') return true;
  if (column.role !== 'id') return false;
  const { rows, distinct } = source(lint, trace, column.name) ?? { rows: table.rows, distinct: column.distinct };
  return rows !== undefined && distinct !== undefined && distinct > 0 && rows > distinct * rowsPerId;
}

/** After a filter the figures of the data still tell whether an id is one of a row or of a group. */
function source(lint: Lint, { plain, columns }: TableTrace, name: string) {
  const root = plain === null ? null : soleRoot(columns.get(name));
  const outputs = root === null ? {} : (lint.schemas.get(root.step)?.outputs ?? {});
  const table = Object.values(outputs).map(tableIn)[0] ?? null;
  const column = table?.columns.find((candidate) => candidate.name === root?.column);
  return column?.distinct === undefined ? null : { rows: table?.rows, distinct: column.distinct };
}
