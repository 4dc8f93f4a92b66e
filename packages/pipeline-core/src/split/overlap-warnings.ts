import type { PartDrift } from './split-receipt';
import type { SplitWarning } from './split-warnings';

/** What the parts have in common although they should not, as counted in the split table. */
export type PartOverlap = {
  /** Groups (people, machines, documents) with rows in train and in a later part. */
  groups?: { column: string; count: number } | undefined;
  /** Rows held out that are not later than the last train row. */
  times?: { column: string; rows: number; heldOut: number } | undefined;
  /** Rows held out whose cells are the same as those of a train row. */
  duplicates?: { rows: number; heldOut: number } | undefined;
};

/** Same rows, groups or moments on both sides let a model remember instead of learn. */
export function overlapWarnings({ groups, times, duplicates }: PartOverlap): SplitWarning[] {
  const warnings: SplitWarning[] = [];
  if (groups !== undefined && groups.count > 0) {
    const many = groups.count === 1 ? '1 group has' : `${groups.count} groups have`;
    warnings.push({
      code: 'group-overlap',
      message: `${many} rows in train and in a part held out (\`${groups.column}\`): the model may remember them. Split by group.`,
    });
  }
  if (times !== undefined && times.rows > 0) {
    warnings.push({
      code: 'time-overlap',
      message: `${outOf(times)} rows held out (validation and test) are not later than the last train row (\`${times.column}\`): the model learns from their future. Split by time if it has to predict what comes.`,
    });
  }
  if (duplicates !== undefined && duplicates.rows > 0) {
    warnings.push({
      code: 'duplicate-rows',
      message: `${outOf(duplicates)} rows held out (validation and test) have the same cells as a train row. Drop duplicates before the split.`,
    });
  }
  return warnings;
}

/** From this stability index on the parts are said to differ; 0.1 to 0.2 counts as small. */
const LARGE_PSI = 0.2;

/** Columns whose values are spread differently in train and in a part held out, largest first; five at most are named. */
export function driftWarnings(drift: readonly PartDrift[]): SplitWarning[] {
  return (['validation', 'test'] as const).flatMap((part) => {
    const far = drift.filter((entry) => entry.part === part && entry.psi >= LARGE_PSI).sort((a, b) => b.psi - a.psi);
    if (far.length === 0) return [];
    const list = far
      .slice(0, 5)
      .map(
        ({ column, psi, ks }) => `\`${column}\` (PSI ${psi.toFixed(2)}${ks === null ? '' : `, KS ${ks.toFixed(2)}`})`,
      )
      .join(', ');
    const more = far.length > 5 ? ` and ${far.length - 5} more` : '';
    return [
      { code: 'part-drift', message: `${part} differs from train in ${list}${more}: scores speak of other rows.` },
    ];
  });
}

/** "2 of 6,837" */
function outOf({ rows, heldOut }: { rows: number; heldOut: number }): string {
  return `${rows.toLocaleString('en')} of ${heldOut.toLocaleString('en')}`;
}
