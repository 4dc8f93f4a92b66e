import { stepTitle } from '../../step-title';
import type { Rewrite } from '../leak';
import type { Lint, TrainerPlace } from '../lint';
import { dropColumns } from '../rewrites/drop-columns';
import type { ColumnTrace } from '../trace/column-trace';
import { type KnownColumn, scoredColumn } from './facts-of';
import { type Suspects, suspects } from './features';

export type ScoredSuspects = Pick<Suspects, 'step' | 'columns' | 'trainers'> & {
  /** The step that brings the columns, in words. */
  from: string;
  /** What they tell. */
  target: string;
  /** Leaves them out, where that can be done by a click. */
  mend: { rewrite?: Rewrite };
};

/** Features whose score against the target gives them away, by the step that brings them. */
export function scoredSuspects(
  lint: Lint,
  judge: (known: KnownColumn, trainer: TrainerPlace) => boolean,
): ScoredSuspects[] {
  const find = (trace: ColumnTrace, trainer: TrainerPlace) => {
    const known = scoredColumn(lint, trace, trainer);
    return known !== null && judge(known, trainer) ? known : null;
  };
  const found = suspects(lint, (trace, { trainer }) => {
    const known = find(trace, trainer);
    if (known === null) return null;
    const step = lint.document.steps[known.step]?.id ?? trainer.step.id;
    return { step, column: known.column, of: trainer.target?.name ?? '' };
  });
  return found.map(({ step, columns, trainers }) => {
    const source = lint.document.steps[step];
    const rewrite = dropColumns(lint, trainers, (trace) => trainers.some((trainer) => find(trace, trainer) !== null));
    return {
      step,
      columns,
      trainers,
      from: source === undefined ? step : stepTitle(source),
      target: trainers[0]?.target?.name ?? '',
      mend: rewrite === null ? {} : { rewrite },
    };
  });
}
