import type { TableFacts } from '../../../profile/table-facts';
import { tableIn } from '../../../steps/infer';
import type { Lint, SplitPlace } from '../lint';
import { soleRoot } from '../trace/column-trace';

export type TimeOrder = {
  /** The step that reads the rows, and its date or time in whose order they lie. */
  step: string;
  column: string;
  /** What the column is called at the split; null where it was left out before. */
  here: string | null;
  order: NonNullable<TableFacts['columns'][string]['rowOrder']>;
};

/**
 * The date or time in whose order the rows of a split lie, as the data behind it say: the finest one that is still
 * there, else the finest of rows that are those of one step.
 */
export function timeOrder(lint: Lint, split: SplitPlace): TimeOrder | null {
  const { plain, timedBy } = split.trace;
  const found = [...timedBy].flatMap((step) => datesInOrder(lint, split, step));
  return found.find(({ here }) => here !== null) ?? found.find(({ step }) => step === plain) ?? null;
}

function datesInOrder(lint: Lint, split: SplitPlace, step: keyof Lint['facts'] & string): TimeOrder[] {
  const facts = lint.facts[step]?.[0]?.columns ?? {};
  const read = [...lint.schemas].find(([id]) => id === step)?.[1].outputs ?? {};
  const columns = Object.values(read).flatMap((schema) => tableIn(schema)?.columns ?? []);
  const dates = columns.filter(({ type }) => type === 'date' || type === 'timestamp');
  const finest = dates.sort((a, b) => (facts[b.name]?.distinct ?? 0) - (facts[a.name]?.distinct ?? 0));
  return finest.flatMap(({ name: column }) => {
    const order = facts[column]?.rowOrder;
    return order === undefined ? [] : [{ step, column, here: nameAt(split, { step, column }), order }];
  });
}

/** What a column of a step is called at the split, if it can still divide the rows by time. */
function nameAt({ table, trace }: SplitPlace, of: { step: string; column: string }): string | null {
  const found = table.columns.find(({ name, type }) => {
    const root = soleRoot(trace.columns.get(name));
    return (type === 'date' || type === 'timestamp') && root?.step === of.step && root.column === of.column;
  });
  return found?.name ?? null;
}
