import { canonicalJson } from '../json';
import type { RunSpec } from '../run/run-spec';
import { isDrawn } from '../run/run-spec';
import { sha256 } from '../sha256';
import { findContract } from '../steps/catalog';
import type { SearchPlan } from '../steps/define-step';

/** What the drawn step of a search reads of its parts. */
const ofParts = new Set(['trials', 'models']);

/**
 * The inputs that the result of a step is known by. A search that has come to its end is known by what it was asked and by
 * its rows: how far it got in its time is part of what it found, as what a fit learned in so many rounds is.
 */
export function knownInputs(
  spec: Pick<RunSpec, 'type' | 'params' | 'inputs' | 'fold' | 'trial' | 'inside'>,
): RunSpec['inputs'] {
  if (searchOf(spec) === null) return spec.inputs;
  return Object.fromEntries(Object.entries(spec.inputs).filter(([port]) => !ofParts.has(port)));
}

/** Whether this is the drawn step of a search whose parts are steps of the same run: what it hands on is decided there. */
export function isTakenApart(spec: Pick<RunSpec, 'inputs' | 'fold' | 'trial' | 'inside'>): boolean {
  return isDrawn(spec) && spec.inputs.trials !== undefined && spec.inputs.models !== undefined;
}

/**
 * Hash of the code that a result is known by: that of the step's type; of a search also that of all steps it is made of.
 * Undefined where a worker has not told one of them.
 */
export function knownCode(
  spec: Pick<RunSpec, 'type' | 'params' | 'fold' | 'trial' | 'inside'>,
  codeHashOf: (type: string) => string | undefined,
): string | undefined {
  const own = codeHashOf(spec.type);
  const search = searchOf(spec);
  if (search === null || own === undefined) return own;
  const parts = search.families.flatMap(({ trainer, prepare }) => [trainer, ...prepare.map(({ type }) => type)]);
  const codes = [...new Set(['search-propose', ...parts])].sort().map((type) => [type, codeHashOf(type) ?? null]);
  return codes.some(([, code]) => code === null) ? undefined : sha256(canonicalJson([own, codes]));
}

/** What the drawn step of a search is made of; null for all others. */
function searchOf(spec: Pick<RunSpec, 'type' | 'params' | 'fold' | 'trial' | 'inside'>): SearchPlan | null {
  if (!isDrawn(spec)) return null;
  const contract = findContract(spec.type);
  if (contract?.searches === undefined) return null;
  const params = contract.params.safeParse(spec.params);
  return params.success ? contract.searches(params.data) : null;
}
