import type { RunStep } from '../run/run-spec';
import { getContract } from '../steps/catalog';
import { fingerprint, type InputHashes, inputHashes, type ParentOutput } from './fingerprint';
import { knownCode, knownInputs } from './known-inputs';
import { isOlderCode, lastResult } from './last-result';
import type { CachedOutputs, PlanItem, PlanRunOptions, PreviousStep } from './plan-types';
import { changesOfInputs, changesOfReferences, changesOfSpec } from './reasons';

type Options = Pick<PlanRunOptions, 'codeHashes' | 'lookup' | 'previous'> & { steps: readonly RunStep[] };

/** Rows to assume for the estimate of a step that has never run. */
const assumedRows = 20_000;

/** Decides for each step, parents first, whether it runs, is reused or may be. The cache is asked once per level. */
export async function decideSteps({ steps, codeHashes, lookup, previous }: Options): Promise<PlanItem[]> {
  const outputs: ParentOutput[] = [];
  const results = lastResults();
  const altered = new Map<number, Cause>();
  const last = await Promise.all(steps.map((step) => previous?.(step.spec.step, step.spec) ?? null));
  const items: PlanItem[] = [];
  for (const level of levelsOf(steps)) {
    const marks = new Map(level.map((step) => [step.idx, markOf(step, codeHashes, outputs)] as const));
    const asked = [...marks.values()].filter((mark) => mark !== null);
    const found = asked.length === 0 ? new Map<string, CachedOutputs>() : await lookup([...new Set(asked)]);
    for (const step of level) {
      const mark = marks.get(step.idx) ?? null;
      const cached = mark === null ? undefined : found.get(mark);
      if (cached !== undefined) outputs.push(...cached.map((output) => ({ idx: step.idx, ...output })));
      const before = last[step.idx] ?? null;
      const facts = {
        step,
        before,
        inputs: inputHashes(knownInputs(step.spec), outputs),
        codeHash: codeHashes[step.spec.type],
        titles: parentTitles(step, steps),
        open: openParents(step, steps, outputs),
        asked: previous !== undefined,
        cached: cached !== undefined,
        behindChange: Object.values(step.spec.inputs).some((group) => group.some(({ idx }) => altered.has(idx))),
      };
      const cause = causeOf(facts, altered);
      if (cause !== null) altered.set(step.idx, cause);
      const result = results.take(step, { before, cached });
      items[step.idx] = item(step, before, {
        ...(alwaysRuns(step, facts.codeHash) ?? decide(facts)),
        ...result,
        ...told(cause),
      });
    }
  }
  return items;
}

/** Follows, parents first, which results of last runs are those of the drawing, also behind steps that always run. */
function lastResults() {
  const made: ParentOutput[] = [];
  const older = new Set<number>();
  const take = (
    { idx, spec }: RunStep,
    { before, cached }: { before: PreviousStep | null; cached: CachedOutputs | undefined },
  ): Pick<PlanItem, 'result'> => {
    const found = cached ?? lastResult(spec, inputHashes(knownInputs(spec), made), before);
    if (found === null) return {};
    made.push(...found.map((output) => ({ idx, ...output })));
    if (cached !== undefined) return {};
    const parents = Object.values(spec.inputs).flat();
    if (isOlderCode(spec, before) || parents.some((parent) => older.has(parent.idx))) older.add(idx);
    return { result: older.has(idx) ? 'older-code' : 'current' };
  };
  return { take };
}

/** Steps by the length of the longest way to them, so that the parents of a step are in levels before its own. */
function levelsOf(steps: readonly RunStep[]): RunStep[][] {
  const levels: RunStep[][] = [];
  const depths: number[] = [];
  for (const step of steps) {
    const parents = Object.values(step.spec.inputs).flat();
    const depth = parents.reduce((most, { idx }) => Math.max(most, (depths[idx] ?? 0) + 1), 0);
    depths[step.idx] = depth;
    levels[depth] = [...(levels[depth] ?? []), step];
  }
  return levels;
}

/** What the result of a step would be kept under; null when that is not known yet, or it is never used again. */
function markOf(
  step: RunStep,
  codeHashes: PlanRunOptions['codeHashes'],
  outputs: readonly ParentOutput[],
): string | null {
  const codeHash = knownCode(step.spec, (type) => codeHashes[type]);
  if (codeHash === undefined || alwaysRuns(step, codeHash) !== null) return null;
  const inputs = inputHashes(knownInputs(step.spec), outputs);
  return inputs === null ? null : fingerprint(step.spec, codeHash, inputs);
}

type Verdict = Pick<PlanItem, 'decision' | 'reason' | 'result' | 'newData'>;

function alwaysRuns(step: RunStep, codeHash: string | undefined): Verdict | null {
  const { flags } = getContract(step.spec.type);
  if (step.spec.force) return { decision: 'runs', reason: 'asked to run again' };
  if (flags.effect === true) return { decision: 'runs', reason: 'it acts outside the run, so it is never reused' };
  if (flags.deterministic !== true) return { decision: 'runs', reason: 'its result is not repeatable' };
  if (codeHash === undefined) return { decision: 'runs', reason: 'no worker has told which code it has' };
  return null;
}

type Case = {
  step: RunStep;
  before: PreviousStep | null;
  inputs: InputHashes | null;
  codeHash: string | undefined;
  titles: Record<string, string>;
  /** Parents whose outputs are not known before they have run. */
  open: string;
  asked: boolean;
  cached: boolean;
  /** A step before is not drawn as it was the last time it ran. */
  behindChange: boolean;
};

/** Why a step, or one before it, is not what it was the last time: the drawing changed, or only the data that it reads. */
type Cause = 'drawing' | 'data';

function causeOf(facts: Case, altered: ReadonlyMap<number, Cause>): Cause | null {
  const { step, before } = facts;
  const parents = Object.values(step.spec.inputs).flat();
  const causes = parents.flatMap(({ idx }) => altered.get(idx) ?? []);
  if (before === null) return 'drawing';
  const [changes, data] = [changesOfSpec(step.spec, before.spec), changesOfReferences(step.spec, before.spec)];
  if (changes.length > data.length || causes.includes('drawing')) return 'drawing';
  if (data.length > 0 || causes.length > 0) return 'data';
  return isAltered(facts) ? 'drawing' : null;
}

function told(cause: Cause | null): Pick<PlanItem, 'newData'> {
  return cause === 'data' ? { newData: true } : {};
}

/** Whether a step is drawn, or fed, otherwise than the last time it ran, as far as that can be told. */
function isAltered({ step, before, inputs, titles }: Case): boolean {
  if (before === null || changesOfSpec(step.spec, before.spec).length > 0) return true;
  return inputs !== null && changesOfInputs(inputs, before.inputs, titles).length > 0;
}

function decide({ step, before, inputs, codeHash, titles, open, asked, cached, behindChange }: Case): Verdict {
  if (cached) return { decision: 'reused', reason: 'same parameters, inputs and code as before' };
  if (before === null) {
    if (inputs === null && !asked) return { decision: 'may-be-reused', reason: `depends on what comes from ${open}` };
    return { decision: 'runs', reason: asked ? 'new step' : 'no equal result is there' };
  }
  const changes = changesOfSpec(step.spec, before.spec);
  const oldCode = before.spec.codeHash;
  if (codeHash !== undefined && oldCode !== undefined && oldCode !== codeHash)
    changes.push('the code of the step changed');
  if (changes.length > 0) return { decision: 'runs', reason: changes.join('; ') };
  const changed = inputs === null ? [] : changesOfInputs(inputs, before.inputs, titles);
  if (changed.length > 0) return { decision: 'runs', reason: changed.join('; ') };
  if (before.status === 'failed')
    return { decision: 'runs', reason: behindChange ? 'a step before changed since it failed' : 'failed last time' };
  if (inputs === null) return { decision: 'may-be-reused', reason: `input from ${open} may come out the same` };
  if (before.status !== 'succeeded' && before.status !== 'cached') {
    return { decision: 'runs', reason: 'did not finish last time' };
  }
  const gone = 'its earlier result is no longer kept';
  return {
    decision: 'runs',
    reason: oldCode === undefined ? `the code of the step changed, or ${gone}` : gone,
  };
}

function parentTitles(step: RunStep, steps: readonly RunStep[]): Record<string, string> {
  const entries = Object.entries(step.spec.inputs).map(([port, inputs]) => {
    const titles = [...new Set(inputs.map((input) => steps[input.idx]?.spec.title ?? 'a step before'))];
    return [port, titles.join(' and ')] as const;
  });
  return Object.fromEntries(entries);
}

function openParents(step: RunStep, steps: readonly RunStep[], outputs: readonly ParentOutput[]): string {
  const made = new Set(outputs.map((output) => output.idx));
  const parents = Object.values(step.spec.inputs).flat();
  const titles = parents
    .filter((input) => !made.has(input.idx))
    .map((input) => steps[input.idx]?.spec.title ?? 'a step before');
  return [...new Set(titles)].join(' and ');
}

function item(step: RunStep, before: PreviousStep | null, verdict: Verdict): PlanItem {
  const contract = getContract(step.spec.type);
  const estimate = before?.seconds ?? contract.cost(contract.params.parse(step.spec.params), assumedRows).seconds;
  return {
    step: step.spec.step,
    ...(step.spec.fold === undefined ? {} : { fold: step.spec.fold }),
    ...(step.spec.trial === undefined && step.spec.inside === undefined ? {} : { inside: true as const }),
    title: step.spec.title,
    ...verdict,
    seconds: verdict.decision === 'reused' ? 0 : estimate,
  };
}
