import type { StepId } from '../../../ids';
import type { ColumnSource, Looks } from '../../../steps/define-step';

/** How a column uses the cells of one that came into the drawing from outside. */
export type Use = {
  step: StepId;
  column: string;
  looks: ReadonlySet<Looks>;
  /** Step and column where it became something else; null while it is the column itself, maybe renamed or filled. */
  made: { step: StepId; column: string } | null;
  safer?: NonNullable<ColumnSource['safer']>;
};

/** A figure over many rows: which rows, within which groups, and the step that makes it. */
export type Summary = { rows: ReadonlySet<string>; within: readonly string[]; step: StepId };

export type ColumnTrace = {
  uses: ReadonlyMap<string, Use>;
  summary: Summary | null;
  /** The figure stands beside the very rows it was made of. */
  back: boolean;
};

export type TableTrace = {
  columns: ReadonlyMap<string, ColumnTrace>;
  /** Where the rows come from: steps that read them from outside or made new ones. */
  rows: ReadonlySet<string>;
  /** Sets of columns in which no two rows are equal; an empty set speaks of all columns. */
  unique: readonly (readonly string[])[];
  /** The step whose rows these are, some maybe left out; null after a join, grouping or union. */
  plain: StepId | null;
  /** They come in the order in which that step has them. */
  asRead: boolean;
  /** Steps whose rows say when these rows were: joined to, or grouped by day, they are of the same time. */
  timedBy: ReadonlySet<StepId>;
};

export function keyOf(step: StepId, column: string): string {
  return `${step}\u0000${column}`;
}

/** A column that begins here. */
export function rootTrace(step: StepId, column: string): ColumnTrace {
  const use: Use = { step, column, looks: new Set(['row']), made: null };
  return { uses: new Map([[keyOf(step, column), use]]), summary: null, back: false };
}

/** The outside column a trace is, renamed or filled at most; null when it is made of several, or of other rows. */
export function soleRoot(trace: ColumnTrace | undefined): { step: StepId; column: string } | null {
  const [use, more] = [...(trace?.uses.values() ?? [])];
  return use === undefined || more !== undefined || use.looks.size !== 1 || !use.looks.has('row') ? null : use;
}

/** What a step adds to the rows a column looks at: later ones stay later, all stay all. */
export function compose(outer: Looks, inner: Looks): Looks {
  if (outer === 'row') return inner;
  if (inner === 'row') return outer;
  if (outer === 'ahead' || inner === 'ahead') return 'ahead';
  if (outer === 'all' || inner === 'all') return 'all';
  return outer === 'before' || inner === 'before' ? 'before' : 'past';
}
