import type { Step } from '../document/pipeline-document';
import type { StepId } from '../ids';
import type { JsonObject } from '../json';
import { isPythonRelease, type ResolvedReference, type RunInput, type RunSpec, type RunStep } from '../run/run-spec';
import { hashSeed } from '../seeded-random';
import { getContract } from '../steps/catalog';
import type { StepContract, StepReference } from '../steps/define-step';
import { type Cluster, queueOf } from '../steps/queue-of';
import { checkParams } from '../validate/check-params';
import { effectiveInputs, type Source } from '../validate/effective-inputs';
import type { FoldRegion } from '../validate/fold-regions';
import type { Issue } from '../validate/issue';
import { stepTitle } from '../validate/step-title';
import { foldCopies, gatheredInputs, indexOf, type StepIndexes } from './expand-regions';
import { expandSearch } from './expand-search';
import { planOrigin } from './plan-origin';
import type { LeftOut, PlanRunOptions } from './plan-types';

const defaultLimits = { seconds: 6 * 3600, megabytes: 4096 };
const maxAttempts = 3;

export type BuiltSpecs = { steps: RunStep[]; edges: [number, number][]; leftOut: LeftOut[]; issues: Issue[] };

export type BuildOptions = Pick<
  PlanRunOptions,
  'document' | 'references' | 'gone' | 'codeHashes' | 'force' | 'limits'
> & {
  cluster: Cluster;
  steps: readonly Step[];
  regions: readonly FoldRegion[];
  /** Searches that are not taken apart: what they found is there. */
  inOne: ReadonlySet<StepId>;
};

/** Specs and edges of the steps that can run, numbered in the order given (topological); the rest is left out with a reason. */
export function buildSpecs(options: BuildOptions): BuiltSpecs {
  const built: BuiltSpecs = { steps: [], edges: [], leftOut: [], issues: [] };
  const indexes: StepIndexes = { whole: new Map(), folds: new Map() };
  for (const step of options.steps) {
    if (step.disabled) continue;
    const resolved = effectiveInputs(options.document, step);
    if (!resolved.ok) {
      const blocker = options.document.steps[resolved.blockedBy];
      leaveOut(
        built,
        step,
        `${blocker === undefined ? 'A step that is gone' : stepTitle(blocker)} is disabled and hands nothing on`,
      );
      continue;
    }
    const gone = firstMissing(resolved.inputs, indexes.whole);
    if (gone !== null) {
      const parent = options.document.steps[gone];
      leaveOut(built, step, `${parent === undefined ? 'a step before it' : stepTitle(parent)} is left out`);
      continue;
    }
    const contract = getContract(step.type);
    const empty = requiredInput(contract, resolved.inputs);
    if (empty !== null) {
      leaveOut(built, step, `its input ${contract.inputs[empty]?.title ?? empty} has no source`);
      continue;
    }
    addStep(built, { step, contract, sources: resolved.inputs, indexes, options });
  }
  return built;
}

type Addition = {
  step: Step;
  contract: StepContract;
  sources: Record<string, Source[]>;
  indexes: StepIndexes;
  options: BuildOptions;
};

/** Adds a step: once for each fold of the region it is in, if any, what a search is made of, then the one of the drawing. */
function addStep(built: BuiltSpecs, { step, contract, sources, indexes, options }: Addition): void {
  const checked = checkParams(step);
  const params: JsonObject = checked.ok ? checked.params : {};
  if (!checked.ok) built.issues.push(...checked.issues);
  const references = options.references[step.id] ?? {};
  built.issues.push(...unresolved({ step, contract, params, references, gone: options.gone?.[step.id] ?? {} }));
  const base = specOf({ step, contract, params, options });
  const { cluster } = options;
  const queue = checked.ok ? queueOf(contract, contract.params.parse(params), cluster) : 'cpu';
  const push = (part: Pick<RunSpec, 'inputs'> & Partial<RunSpec>) =>
    pushStep(built, { queue, spec: { ...base, ...part } });
  const copies = foldCopies({ id: step.id, title: base.title, ...options }).map(({ fold, title }) => {
    const inputs = withOrigins(
      built,
      contract,
      numbered(sources, (id) => indexOf(indexes, id, fold)),
    );
    return push({ inputs, fold, title });
  });
  if (copies.length > 0) indexes.folds.set(step.id, copies);
  const drawn = withOrigins(
    built,
    contract,
    numbered(sources, (id) => indexOf(indexes, id)),
  );
  const search =
    checked.ok && !options.inOne.has(step.id) ? contract.searches?.(contract.params.parse(params)) : undefined;
  const { codeHashes } = options;
  const rows = drawn.rows ?? [];
  const parts =
    search === undefined
      ? {}
      : expandSearch({
          search,
          spec: base,
          rows,
          codeHashes,
          cluster,
          push: (part, after) => pushStep(built, part, after),
        });
  indexes.whole.set(step.id, push({ inputs: { ...drawn, ...gatheredInputs(contract, copies), ...parts } }));
}

function specOf({
  step,
  contract,
  params,
  options,
}: Pick<Addition, 'step' | 'contract' | 'options'> & { params: JsonObject }): Omit<RunSpec, 'inputs'> {
  const codeHash = options.codeHashes[step.type];
  return {
    v: 1,
    step: step.id,
    title: stepTitle(step),
    type: step.type,
    version: contract.version,
    ...(codeHash === undefined ? {} : { codeHash }),
    params,
    seed: seedOf(options.document.seed, step.id, params),
    references: { ...options.references[step.id] },
    limits: options.limits ?? defaultLimits,
    force: options.force === 'all' || options.force?.includes(step.id) === true,
  };
}

/** Puts a spec at the next index, with edges from the steps it reads and from those it only waits for. */
function pushStep(
  built: BuiltSpecs,
  { queue, spec }: Pick<RunStep, 'queue' | 'spec'>,
  after: readonly number[] = [],
): number {
  const idx = built.steps.length;
  const python = queue === 'cpu' && readsPythonModel(built.steps, spec);
  built.steps.push({ idx, queue: python ? 'python' : queue, max_attempts: maxAttempts, spec });
  const read = Object.values(spec.inputs).flatMap((list) => list.map((input) => input.idx));
  const parents = new Set([...read, ...after]);
  for (const parent of [...parents].sort((a, b) => a - b)) built.edges.push([parent, idx]);
  return idx;
}

/**
 * A model that a step of the queue python hands on may answer by Python only, and so does a release that Python keeps, where
 * no model is connected: whoever asks it goes to where Python is. A step that comes behind through a table does not.
 */
function readsPythonModel(steps: readonly RunStep[], spec: Pick<RunSpec, 'inputs' | 'references'>): boolean {
  const makers = Object.values(spec.inputs)
    .flat()
    .flatMap(({ idx, port }) => {
      const from = steps[idx];
      return from !== undefined && getContract(from.spec.type).outputs[port]?.type === 'Model' ? [from] : [];
    });
  if (makers.length > 0) return makers.some(({ queue }) => queue === 'python');
  return Object.values(spec.references).some(isPythonRelease);
}

/** A step's own seed, if its parameters carry one, else one made from the pipeline's seed and the id of the step. */
export function seedOf(pipelineSeed: number, step: StepId, params: JsonObject): number {
  return typeof params.seed === 'number' ? params.seed : hashSeed(pipelineSeed, step) % 2 ** 31;
}

function unresolved({
  step,
  contract,
  params,
  references,
  gone,
}: {
  step: Step;
  contract: StepContract;
  params: JsonObject;
  references: Readonly<Record<string, ResolvedReference>>;
  gone: Readonly<Record<string, string>>;
}): Issue[] {
  const needed = contract.references?.(contract.params.parse(params)) ?? [];
  return needed
    .filter((reference) => references[reference.name] === undefined)
    .map((reference) => ({
      code: 'reference-gone',
      severity: 'error',
      step: step.id,
      message: `${stepTitle(step)}: ${gone[reference.name] ?? `the ${thing[reference.kind]} it names is not there`}. Choose another one.`,
    }));
}

const thing: Record<StepReference['kind'], string> = {
  batch: 'dataset or batch',
  release: 'release',
  source: 'source',
  'feature-view': 'feature view',
  upload: 'uploaded file',
};

function requiredInput(contract: StepContract, inputs: Record<string, Source[]>): string | null {
  const empty = Object.entries(contract.inputs).find(
    ([port, spec]) => spec.optional !== true && (inputs[port]?.length ?? 0) === 0,
  );
  return empty?.[0] ?? null;
}

function firstMissing(inputs: Record<string, Source[]>, indexes: ReadonlyMap<StepId, number>): StepId | null {
  const sources = Object.values(inputs).flat();
  return sources.find((source) => !indexes.has(source.step))?.step ?? null;
}

function numbered(
  inputs: Record<string, Source[]>,
  at: (step: StepId) => number | undefined,
): Record<string, RunInput[]> {
  const entries = Object.entries(inputs).map(([port, sources]) => {
    const list = sources.flatMap((source) => {
      const idx = at(source.step);
      return idx === undefined ? [] : [{ idx, port: source.port }];
    });
    return [port, list] as const;
  });
  return Object.fromEntries(entries);
}

/** Adds the inputs nobody draws: the tables where the plans of drawn inputs start. */
function withOrigins(
  { steps }: BuiltSpecs,
  { origins = {} }: StepContract,
  inputs: Record<string, RunInput[]>,
): Record<string, RunInput[]> {
  const found = Object.entries(origins).map(([name, port]) => {
    const tables = (inputs[port] ?? []).map((table) => planOrigin(table, (idx) => steps[idx]?.spec));
    return [name, tables] as const;
  });
  return { ...inputs, ...Object.fromEntries(found) };
}

function leaveOut(built: BuiltSpecs, step: Step, reason: string): void {
  built.leftOut.push({ step: step.id, title: stepTitle(step), reason });
  built.issues.push({
    code: 'left-out',
    severity: 'warning',
    step: step.id,
    message: `${stepTitle(step)} does not run: ${reason}.`,
  });
}
