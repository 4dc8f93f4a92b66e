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
  return knownColumns(lint, trace)[0] ?? null;
}

/** The same, where its scores speak of what this trainer predicts. */
export function scoredColumn(lint: Lint, trace: ColumnTrace | undefined, trainer: TrainerPlace): KnownColumn | null {
  return knownColumns(lint, trace).find(({ step, facts }) => facts === scoredFacts(lint, step, trainer)) ?? null;
}

/** What the data of a step say against what this trainer predicts. */
export function scoredFacts(lint: Lint, step: string, trainer: TrainerPlace | undefined): TableFacts | undefined {
  const target = trainer === undefined ? null : soleRoot(targetTrace(trainer));
  return target?.step === step ? lint.facts[step]?.find((facts) => facts.target === target.column) : undefined;
}

/** Once for each column the data were profiled against. */
function knownColumns(lint: Lint, trace: ColumnTrace | undefined): KnownColumn[] {
  const root = soleRoot(trace);
  if (root === null) return [];
  return (lint.facts[root.step] ?? []).flatMap((facts) => {
    const own = facts.columns[root.column];
    return own === undefined ? [] : [{ step: root.step, column: root.column, facts, own }];
  });
}
