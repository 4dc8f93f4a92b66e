import type { PlanNode } from '@millrace/pipeline-core/features';
import { type ChangedColumns, changedColumns, shownColumns } from '@millrace/pipeline-core/preview';
import type { TableSchema } from '@millrace/pipeline-core/schema';
import { getContract } from '@millrace/pipeline-core/steps';
import type { StepRequest } from '../../child/protocol';
import type { PlacedStep } from '../../data/preview/preview-task';
import { schemaOf } from '../../data/table-view';
import { loadInputs } from '../load-inputs';

/** Columns of the output to look at: how many there are, which are shown, and what the step did to them. */
export type Look = { all: number; shown: readonly string[]; changes: ChangedColumns };

/** Chooses among the columns that the step makes, given what came in: before they are written, where it can leave some out. */
export type Looker = (made: { columns: readonly { name: string }[]; nodes: readonly PlanNode[] | null }) => Look;

export async function lookerOf(o: {
  step: Pick<PlacedStep, 'type' | 'params'>;
  inputs: StepRequest['inputs'];
  /** Columns to show at most. */
  most: number | undefined;
}): Promise<Looker> {
  const { step, most = Number.POSITIVE_INFINITY } = o;
  const inputs = await schemasOf(o.inputs);
  return ({ columns, nodes }) => {
    const names = columns.map(({ name }) => name);
    const contract = getContract(step.type);
    const changes = changedColumns({ contract, params: step.params, inputs, nodes, columns: names });
    return { all: names.length, shown: shownColumns(names, changes, most), changes };
  };
}

async function schemasOf(inputs: StepRequest['inputs']): Promise<Record<string, TableSchema[]>> {
  const loaded = Object.entries(await loadInputs(inputs));
  return Object.fromEntries(
    loaded.map(([port, group]) => [port, group.flatMap(({ table }) => (table ? [schemaOf(table.meta)] : []))]),
  );
}
