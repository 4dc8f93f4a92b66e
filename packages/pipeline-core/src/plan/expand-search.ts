import type { JsonObject } from '../json';
import type { RunInput, RunSpec, RunStep } from '../run/run-spec';
import { isGuided } from '../search/next-round';
import { getContract } from '../steps/catalog';
import type { SearchPlan } from '../steps/define-step';

export type ExpandSearch = {
  search: SearchPlan;
  /** The drawn step without its inputs, and the rows it gets. */
  spec: Omit<RunSpec, 'inputs'>;
  rows: RunInput[];
  codeHashes: Readonly<Record<string, string>>;
  /** Puts a step into the run and says at which index. */
  push(step: Pick<RunStep, 'queue' | 'spec'>): number;
};

/**
 * The steps a search is made of, in front of the drawn one, which decides: for each round a step that proposes and the
 * trials it proposes. Their number is fixed here, before the run starts; a trial for which nothing is proposed has
 * nothing to do. Returns what the drawn step reads of them, by input.
 */
export function expandSearch({ search, ...o }: ExpandSearch): Record<string, RunInput[]> {
  const trials: number[] = [];
  const proposals: number[] = [];
  for (let round = 0; trials.length < search.trials; round++) {
    const first = trials.length;
    const count = Math.min(search.atOnce, search.trials - first);
    const proposal = pushProposal({ search, ...o }, { round, first, count, trials, proposals });
    proposals.push(proposal);
    for (let number = first; number < first + count; number++)
      trials.push(pushTrial({ search, ...o }, { number, proposal }));
  }
  return {
    trials: trials.map((idx) => ({ idx, port: 'trial' })),
    models: trials.map((idx) => ({ idx, port: 'model', maybe: true as const })),
  };
}

/** A guided round waits for all trials before it; any other knows what was proposed, and need not. */
function pushProposal(
  { search, spec, codeHashes, push }: ExpandSearch,
  o: { round: number; first: number; count: number; trials: readonly number[]; proposals: readonly number[] },
): number {
  const { space, method, metric, params } = search;
  const { round, first, count } = o;
  const base = Object.fromEntries(Object.entries(params).filter(([, value]) => isSetting(value)));
  const inputs: Record<string, RunInput[]> = isGuided(method.method)
    ? { trials: o.trials.map((idx) => ({ idx, port: 'trial' })) }
    : { proposals: o.proposals.map((idx) => ({ idx, port: 'proposal' })) };
  return push(
    partOf({ spec, codeHashes }, 'search-propose', {
      title: `${spec.title}, round ${round + 1}`,
      params: { round, first, count, space: plain(space), base, method: plain(method), metric },
      inside: `round ${round}`,
      inputs,
    }),
  );
}

function pushTrial(
  { search, spec, rows, codeHashes, push }: ExpandSearch,
  { number, proposal }: { number: number; proposal: number },
): number {
  return push(
    partOf({ spec, codeHashes }, search.trainer, {
      title: `${spec.title}, trial ${number + 1}`,
      params: search.params,
      trial: number,
      inputs: { rows, proposal: [{ idx: proposal, port: 'proposal' }] },
    }),
  );
}

/** A step of another type under the drawn one. */
function partOf(
  { spec: { codeHash: _, ...spec }, codeHashes }: Pick<ExpandSearch, 'spec' | 'codeHashes'>,
  type: string,
  part: Pick<RunSpec, 'title' | 'params' | 'inputs'> & Pick<Partial<RunSpec>, 'trial' | 'inside'>,
): Pick<RunStep, 'queue' | 'spec'> {
  const { version, needs } = getContract(type);
  const codeHash = codeHashes[type];
  return { queue: needs, spec: { ...spec, type, version, ...(codeHash === undefined ? {} : { codeHash }), ...part } };
}

function isSetting(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Values of plain JSON, typed as such. */
function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject; // what a contract declares holds plain values only
}
