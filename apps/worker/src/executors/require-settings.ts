import type { PropagatedSchema } from '@millrace/pipeline-core/schema';
import { getContract, refuseErrors } from '@millrace/pipeline-core/steps';
import { schemaOf } from '../data/table-view';
import type { ExecutorJob, JobInput } from './executor';

/**
 * Refuses when a step runs what is refused while drawing: columns that were not known then are known now, so the
 * contract is asked again with the tables that came. What it warns of goes into the log.
 */
export function requireSettings(
  job: Pick<ExecutorJob<Record<string, unknown>>, 'type' | 'title' | 'params' | 'inputs' | 'log'>,
): void {
  const inputs = Object.fromEntries(
    Object.entries(job.inputs).map(([port, group]) => [port, group.map(schemaOfInput)]),
  );
  const { issues } = getContract(job.type).inferSchema(job.params, inputs);
  refuseErrors(issues, job.title);
  for (const { message } of issues.filter(({ severity }) => severity === 'warning')) job.log('warning', message);
}

function schemaOfInput({ table }: JobInput): PropagatedSchema {
  return table === undefined ? { kind: 'opaque' } : { kind: 'known', table: schemaOf(table.meta) };
}
