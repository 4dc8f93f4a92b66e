import type { TableFacts } from '../../../profile/table-facts';
import type { Lint, TrainerPlace } from '../lint';
import { type ColumnTrace, soleRoot } from '../trace/column-trace';
import { targetTrace } from './features';

export type KnownColumn = {
  step: keyof Lint['facts'] & string;
  column: string;
  facts: TableFacts;
  own: TableFacts['columns'][string];
};

/** What the data say of the outside column that a feature is. */
export function knownColumn(lint: Lint, trace: ColumnTrace | undefined): KnownColumn | null {
  const root = soleRoot(trace);
  const facts = root === null ? undefined : lint.facts[root.step];
  const own = root === null ? undefined : facts?.columns[root.column];
  return root === null || facts === undefined || own === undefined
    ? null
    : { step: root.step, column: root.column, facts, own };
}

/** The same, where its scores speak of what this trainer predicts. */
export function scoredColumn(lint: Lint, trace: ColumnTrace | undefined, trainer: TrainerPlace): KnownColumn | null {
  const known = knownColumn(lint, trace);
  const target = soleRoot(targetTrace(trainer));
  return known !== null && target?.step === known.step && target.column === known.facts.target ? known : null;
}
