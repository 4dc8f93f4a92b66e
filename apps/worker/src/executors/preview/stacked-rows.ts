import { choosePlaces, type RowRun } from '../../data/preview/choose-places';
import { type Cut, samplePlaces } from '../../data/preview/cut-table';
import type { PlacedStep } from '../../data/preview/preview-task';
import type { ExecutorJob } from '../executor';
import { type CutTable, type Extent, type PreviewWork, StepStopped } from './preview-work';
import { tooMuch } from './too-much';
import { mostWholeRows } from './whole-side';

/** Whether a step puts batches one below the other: it writes them anew, so it is given the cut instead of its reader. */
export function stacksBatches({ references }: Pick<PlacedStep, 'references'>): boolean {
  return Object.values(references).some(({ kind }) => kind === 'batches');
}

/** Chooses rows of a stack for a look: some of it, or all where rows are held against it. `taken` is called with what it is. */
export function rowChooser(
  work: Pick<PreviewWork, 'cut'>,
  o: { step: PlacedStep; extent: Extent; taken: (cut: Omit<CutTable, 'artifacts'>) => void },
): NonNullable<ExecutorJob['chooseRows']> {
  return (sizes) => {
    const of = sizes.reduce((sum, rows) => sum + rows, 0);
    const runs = o.extent === 'whole' ? [allOf(o.step, of)] : runsOf(work.cut, sizes, of);
    const rows = runs.reduce((sum, { from, to }) => sum + to - from, 0);
    o.taken({ rows, of, places: runs.length });
    return runs;
  };
}

function runsOf({ way, rows }: Cut, groups: readonly number[], of: number): RowRun[] {
  return way === 'sample'
    ? choosePlaces({ groups, rows, places: samplePlaces })
    : [{ from: 0, to: Math.min(rows, of) }];
}

function allOf(step: PlacedStep, of: number): RowRun {
  if (of <= mostWholeRows) return { from: 0, to: of };
  const [seen, most] = [of, mostWholeRows].map((rows) => `${rows.toLocaleString('en-US')} rows`);
  throw new StepStopped(step.id, tooMuch(step, { seen: `${seen} of several batches`, most: String(most) }));
}
