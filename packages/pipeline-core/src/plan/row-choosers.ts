import type { RunInput, RunSpec } from '../run/run-spec';
import { findContract } from '../steps/catalog';
import { tableInput } from './plan-origin';

type ChooserSpec = Pick<RunSpec, 'type' | 'inputs' | 'title'>;

/**
 * Titles of the steps that left rows out and stand between a table and the start of its feature plan without being in
 * the plan: they looked at many rows to tell which to keep. From the table upwards.
 */
export async function rowChoosers(
  table: RunInput,
  specAt: (idx: number) => Promise<ChooserSpec | undefined>,
): Promise<string[]> {
  const titles: string[] = [];
  for (let at: RunInput | null = table; at !== null; ) {
    const spec: ChooserSpec | undefined = await specAt(at.idx);
    const contract = spec === undefined ? undefined : findContract(spec.type);
    if (spec === undefined || contract === undefined) break;
    const { toPlan, flags } = contract;
    if (toPlan === undefined && flags.keepsColumns !== true) break;
    if (toPlan === undefined && flags.changesRowCount === true) titles.push(spec.title);
    const before: RunInput | null = tableInput(contract, spec.inputs);
    at = before === null || before.idx >= at.idx ? null : before;
  }
  return titles;
}
