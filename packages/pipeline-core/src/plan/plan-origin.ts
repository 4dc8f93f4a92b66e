import type { RunInput, RunSpec } from '../run/run-spec';
import { findContract } from '../steps/catalog';
import type { StepContract } from '../steps/define-step';

type OriginSpec = Pick<RunSpec, 'type' | 'inputs'>;

/**
 * The table where the feature plan of a table starts, among the steps of a run: up over steps that add nodes to the plan
 * or leave it as it is (features/derive-plan.ts), to the first one that starts anew. All of them keep `__row`, so rows of
 * the one can be joined to rows of the other.
 */
export function planOrigin(table: RunInput, specAt: (idx: number) => OriginSpec | undefined): RunInput {
  const spec = specAt(table.idx);
  const contract = spec === undefined ? undefined : findContract(spec.type);
  if (spec === undefined || contract === undefined || startsPlan(contract)) return table;
  const before = tableInput(contract, spec.inputs);
  // Parents have smaller indexes; anything else would be no run, and must not loop.
  return before === null || before.idx >= table.idx ? table : planOrigin(before, specAt);
}

/** What is connected to the first table input of a step. */
export function tableInput(contract: StepContract, inputs: RunSpec['inputs']): RunInput | null {
  const port = Object.entries(contract.inputs).find(([, { type }]) => type === 'Table' || type === 'Split')?.[0];
  return port === undefined ? null : (inputs[port]?.[0] ?? null);
}

function startsPlan({ toPlan, flags }: StepContract): boolean {
  return toPlan === undefined && flags.keepsColumns !== true;
}
