import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StepContract } from '@millrace/pipeline-core/steps';
import { readsParts } from '@millrace/pipeline-core/validate';
import type { DuckSession } from '../data/duckdb';
import { foldView } from '../data/fold-view';
import type { JobInput, TableView } from './executor';

/** The inputs of a step as one fold sees them: every table with folds is cut to what the fold may know. */
export async function foldInputs(
  session: DuckSession,
  inputs: Record<string, JobInput[]>,
  fold: number,
): Promise<Record<string, JobInput[]>> {
  const entries = Object.entries(inputs).map(async ([port, list]) => [
    port,
    await Promise.all(
      list.map(async (input) =>
        input.table === undefined ? input : { ...input, table: await foldView(session, input.table, fold) },
      ),
    ),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

/** In a fold nothing may learn from or judge rows of which it is not known whether the fold holds them out. */
export function requireFolds(contract: StepContract, table: TableView | null, title: string): void {
  if (!readsParts(contract.flags) || table === null || table.meta.split?.folds !== undefined) return;
  throw new PipelineError({
    code: 'folds-lost',
    family: 'pipeline',
    place: title,
    seen: 'rows without folds',
    expected: 'rows from behind Cross-validate that keep their marks',
    next: 'Move the step that drops the marks (an aggregation, a union or SQL) before Cross-validate.',
  });
}
