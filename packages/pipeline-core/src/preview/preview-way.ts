import type { JsonObject } from '../json';
import { findContract } from '../steps/catalog';
import type { StepContract } from '../steps/define-step';

/**
 * How a step is computed for a look at rows it has not made yet: on the first rows, where it looks at one row at a time
 * and learns nothing; else on a sample, since what it does with one row hangs on others. Or why it is not.
 */
export type PreviewWay = { ok: true; on: 'first-rows' | 'sample' } | { ok: false; reason: string };

/**
 * Decided by what the contract says of the step, never by its name: a new step type needs no line here. With these
 * settings a step that fits may have nothing to learn (a constant, hashing), and looks at one row at a time.
 */
export function previewWay(type: string, params: JsonObject = {}): PreviewWay {
  const contract = findContract(type);
  if (contract === undefined) return { ok: false, reason: `This Millrace has no step type \`${type}\`.` };
  const reason = refusal(contract);
  if (reason !== null) return { ok: false, reason };
  return { ok: true, on: looksAtOneRow(contract, params) ? 'first-rows' : 'sample' };
}

/** Port types whose artifacts hold rows. */
const rowTypes = new Set(['Table', 'Split', 'Predictions']);

export function holdsRows(contract: StepContract, port: string): boolean {
  const type = contract.outputs[port]?.type ?? '';
  return rowTypes.has(type) || type.startsWith('as:');
}

function refusal(contract: StepContract): string | null {
  const { flags, needs, title, outputs } = contract;
  if (flags.outside === true) return `${title} reads from outside; only a run does that.`;
  if (flags.effect === true) return `${title} changes something outside its pipeline; only a run does that.`;
  if (contract.gathers !== undefined) return `${title} judges models; only a run does that, and counts the look.`;
  if (needs === 'gpu' || needs === 'python') return `${title} runs code of its own; only a run does that.`;
  const ports = Object.keys(outputs);
  if (ports.some((port) => holdsRows(contract, port))) return null;
  const trains = ports.some((port) => outputs[port]?.type === 'Model');
  return trains ? `${title} gives a model, which only a run makes.` : `${title} makes no rows.`;
}

function looksAtOneRow({ flags, inputs, ...contract }: StepContract, given: JsonObject): boolean {
  if (Object.keys(inputs).length === 0) return true; // it looks at no rows at all
  if (flags.rowWise !== true) return false;
  if (flags.fits !== true) return true;
  const params = contract.params.safeParse(given); // those that do not parse are told of when the step is made
  return params.success && contract.learns?.(params.data, null) === false;
}
