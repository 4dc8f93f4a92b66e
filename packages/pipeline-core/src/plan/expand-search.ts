import type { JsonObject } from '../json';
import type { RunInput, RunSpec, RunStep } from '../run/run-spec';
import { isGuided } from '../search/next-round';
import { getContract } from '../steps/catalog';
import type { SearchFamily, SearchPlan } from '../steps/define-step';
import { type Cluster, queueOf } from '../steps/queue-of';

export type ExpandSearch = {
  search: SearchPlan;
  /** The drawn step without its inputs, and the rows it gets. */
  spec: Omit<RunSpec, 'inputs'>;
  rows: RunInput[];
  codeHashes: Readonly<Record<string, string>>;
  cluster: Cluster;
  /** Puts a step into the run, behind those it reads and those of `after`, and says at which index. */
  push(step: Pick<RunStep, 'queue' | 'spec'>, after?: readonly number[]): number;
};

/** One kind of model under way: which slots it has, the rows of its trials, and what has been put into the run for it. */
type Course = { family: SearchFamily; first: number; rows: RunInput[]; trials: number[]; proposals: number[] };

/**
 * The steps a search is made of, in front of the drawn one, which decides: for each round a step that proposes and the
 * trials it proposes, the kinds of models in turn. Their number is fixed here, before the run starts; a trial for which
 * nothing is proposed, or no time is left, has nothing to do. Returns what the drawn step reads of them, by input.
 *
 * The second round of every kind comes after the first trials of all kinds. Their order in the run would not do: a kind
 * whose rows are prepared first is ready later, and a worker goes on with what became ready by its own work, so that in a
 * short time one kind had its second round before another had its first. Slots may be idle while the slowest kind is tried
 * once; without a limit of time everything is tried anyway, and nothing waits.
 */
export function expandSearch(o: ExpandSearch): Record<string, RunInput[]> {
  const courses = coursesOf(o);
  let clock: number | null = null;
  for (let round = 0; courses.some(({ family, trials }) => trials.length < family.trials); round++) {
    // Later rounds come after their second one.
    const isShort = o.search.minutes !== null && courses.length > 1;
    const others = round === 1 && isShort ? courses.flatMap(({ trials }) => trials.slice(0, 1)) : [];
    for (const course of courses) {
      if (course.trials.length >= course.family.trials) continue;
      const proposal = pushProposal(o, { course, round, clock, others });
      clock ??= o.search.minutes === null ? null : proposal;
      pushTrials(o, { course, proposal, clock });
    }
  }
  const trials = courses.flatMap((course) => course.trials);
  return {
    trials: trials.map((idx) => ({ idx, port: 'trial' })),
    models: trials.map((idx) => ({ idx, port: 'model', maybe: true as const })),
  };
}

/** Slots are numbered through all kinds; rows that several of them need prepared alike are prepared once. */
function coursesOf(o: ExpandSearch): Course[] {
  const prepared = new Map<string, RunInput[]>();
  let first = 0;
  return o.search.families.map((family) => {
    const key = JSON.stringify(family.prepare);
    const rows = prepared.get(key) ?? prepareRows(o, family);
    prepared.set(key, rows);
    const course = { family, first, rows, trials: [], proposals: [] };
    first += family.trials;
    return course;
  });
}

/** What a kind of model needs done to its rows before, as steps of the run that nobody has drawn. */
function prepareRows(o: ExpandSearch, { prepare }: SearchFamily): RunInput[] {
  return prepare.reduce((rows, { type, params: given }) => {
    const contract = getContract(type);
    const params: JsonObject = plain(contract.params.parse(given));
    const part = { title: contract.title, params, inside: `prepare ${type}`, inputs: { table: rows } };
    return [{ idx: o.push(partOf(o, type, part)), port: 'table' }];
  }, o.rows);
}

/**
 * A guided round waits for all trials before it; any other knows what was proposed, and need not. The step that begins the
 * clock comes behind the rows: what it takes to read and split them is not the time of the search.
 */
function pushProposal(
  o: ExpandSearch,
  { course, round, clock, others }: { course: Course; round: number; clock: number | null; others: readonly number[] },
): number {
  const { metric, minutes, predicts } = o.search;
  const { family, trials, proposals } = course;
  const { trainer, space, method, tasks, triedOn, start } = family;
  const base = Object.fromEntries(Object.entries(family.params).filter(([, value]) => isSetting(value)));
  const before: Record<string, RunInput[]> = isGuided(method.method)
    ? { trials: trials.map((idx) => ({ idx, port: 'trial' })) }
    : { proposals: proposals.map((idx) => ({ idx, port: 'proposal' })) };
  const inputs: Record<string, RunInput[]> = { ...before };
  if (clock !== null) inputs.deadline = [{ idx: clock, port: 'deadline' }];
  if (tasks !== undefined) inputs.rows = o.rows;
  const params = plain({
    ...{ round, first: course.first + trials.length, count: countOf(o, course), space, base, method, metric },
    ...(start === undefined || round > 0 ? {} : { start }),
    ...(minutes === null || clock !== null ? {} : { minutes }),
    ...(tasks === undefined || predicts === undefined ? {} : { tasks, ...predicts }),
    ...(tasks === undefined || triedOn === undefined ? {} : { triedOn }),
  });
  const title = `${titleOf(o, family)}, round ${round + 1}`;
  const inside = `${trainer}, round ${round + 1}`;
  const behind = minutes !== null && clock === null ? o.rows.map(({ idx }) => idx) : others;
  const proposal = o.push(partOf(o, 'search-propose', { title, params, inside, inputs }), behind);
  proposals.push(proposal);
  return proposal;
}

/** Trials come after the clock without reading it: in what they read, it would make each of them another one. */
function pushTrials(
  o: ExpandSearch,
  { course, proposal, clock }: { course: Course; proposal: number; clock: number | null },
): void {
  const { family, first, rows, trials } = course;
  const stopsPoor = o.search.stopPoor === true && family.method.method !== 'halving';
  for (let left = countOf(o, course); left > 0; left--) {
    const number = first + trials.length;
    const part = partOf(o, family.trainer, {
      title: `${titleOf(o, family)}, trial ${number + 1}`,
      params: family.params,
      trial: number,
      ...(stopsPoor ? { stopPoor: true as const } : {}),
      inputs: { rows, proposal: [{ idx: proposal, port: 'proposal' }] },
    });
    trials.push(o.push(part, clock === null ? [] : [clock]));
  }
}

/** Trials of the next round. Of several kinds the first round is one trial: however little time there is, it is shared. */
function countOf({ search }: ExpandSearch, { family, trials }: Course): number {
  const first = trials.length === 0 && search.families.length > 1;
  return Math.min(first ? 1 : family.atOnce, family.trials - trials.length);
}

/** Of one kind of model the search has the name; of several each its own. */
function titleOf({ search, spec }: ExpandSearch, { trainer }: SearchFamily): string {
  return search.families.length === 1 ? spec.title : getContract(trainer).title;
}

/** A step of another type under the drawn one. */
function partOf(
  { spec: { codeHash: _, ...spec }, codeHashes, cluster }: Pick<ExpandSearch, 'spec' | 'codeHashes' | 'cluster'>,
  type: string,
  part: Pick<RunSpec, 'title' | 'params' | 'inputs'> & Pick<Partial<RunSpec>, 'trial' | 'inside' | 'stopPoor'>,
): Pick<RunStep, 'queue' | 'spec'> {
  const contract = getContract(type);
  const { version } = contract;
  const codeHash = codeHashes[type];
  const queue = queueOf(contract, contract.params.parse(part.params), cluster);
  return { queue, spec: { ...spec, type, version, ...(codeHash === undefined ? {} : { codeHash }), ...part } };
}

function isSetting(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Values of plain JSON, typed as such. */
function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject; // what a contract declares holds plain values only
}
