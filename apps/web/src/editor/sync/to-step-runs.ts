import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { countDrawnSteps } from '@millrace/pipeline-core/run';
import { findContract } from '@millrace/pipeline-core/steps';
import type { Outputs } from '../../client/outputs';
import type { OutputView, RunEnd, RunView, StepRunView } from '../store/run-overlay-slice';
import { leadingCopy, splitCopies, stateOfCopies } from './fold-runs';
import { searchOf } from './search-runs';

type RunData = Outputs['runs']['get'];

export function toRunView({ run }: Pick<RunData, 'run'>): RunView {
  const { steps, openSteps } = countDrawnSteps(run.stepRuns);
  return {
    id: run.id,
    number: run.number,
    status: run.status,
    steps,
    finished: steps - openSteps,
    startedAt: run.createdAt.getTime(),
    end: run.status === 'running' ? null : endOf(run),
  };
}

function endOf(run: RunData['run']): RunEnd {
  // The stream tells the status before the run itself is read again: until then its last step ended it.
  const ends = run.stepRuns.map(({ finishedAt }) => finishedAt).filter((at) => at !== null);
  const end = run.finishedAt?.getTime() ?? Math.max(...ends.map((at) => at.getTime()));
  const failed = run.stepRuns.find(({ status }) => status === 'failed');
  return {
    seconds: Number.isFinite(end) ? Math.max(0, (end - run.createdAt.getTime()) / 1000) : null,
    candidates: run.stepRuns.some(
      ({ status, spec }) => (status === 'succeeded' || status === 'cached') && trains(spec.type),
    ),
    failed: failed === undefined ? null : { step: failed.spec.step, title: failed.spec.title },
  };
}

function trains(type: string): boolean {
  return Object.values(findContract(type)?.outputs ?? {}).some((output) => output.type === 'Model');
}

/** A run as the canvas shows it: by step of the drawing, with the shapes of the tables it made. */
export function toStepRuns({ run, outputs, asked }: RunData): Record<string, StepRunView> {
  const byIdx = groupBy(outputs, ({ idx }) => idx);
  const early = new Set<string>(asked);
  const byStep = groupBy(run.stepRuns, ({ spec }): string => spec.step);
  return Object.fromEntries(
    [...byStep].map(([id, copies]): [string, StepRunView] => [
      id,
      { ...viewOf(run, copies, byIdx), ...(early.has(id) ? { early: true } : {}) },
    ]),
  );
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** One step of the drawing, which a fold region runs several times, and a search is made of many. */
function viewOf(
  run: RunData['run'],
  copies: RunData['run']['stepRuns'],
  outputs: ReadonlyMap<number, RunData['outputs']>,
): StepRunView {
  const { whole, folds } = splitCopies(copies);
  const lead = leadingCopy(copies) ?? copies[0]!;
  const search = searchOf(
    copies,
    copies.flatMap(({ idx }) => outputs.get(idx) ?? []),
  );
  const times = copies.map(({ leasedAt, finishedAt }) => seconds(leasedAt, finishedAt)).filter((time) => time !== null);
  return {
    run: run.id,
    runNumber: run.number,
    idx: lead.idx,
    status: stateOfCopies(copies),
    error: lead.error,
    seconds: times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0),
    finishedAt: (whole ?? lead).finishedAt?.getTime() ?? null,
    ...(folds.length === 0 ? {} : { folds: folds.map(({ idx, status }) => ({ idx, status })) }),
    ...(search === undefined ? {} : { search }),
    outputs: toOutputs(outputs.get((whole ?? lead).idx) ?? []),
  };
}

function seconds(from: Date | null, to: Date | null): number | null {
  return from === null || to === null ? null : Math.max(0, (to.getTime() - from.getTime()) / 1000);
}

/** `table`, `table.meta` and `table.origin` are one output: the meta tells the shape. */
function toOutputs(outputs: RunData['outputs']): Record<string, OutputView> {
  const metas = new Map(
    outputs.filter(({ port }) => port.endsWith('.meta')).map((o) => [o.port.slice(0, -5), o.artifact]),
  );
  return Object.fromEntries(
    outputs
      .filter(({ port }) => !port.includes('.'))
      .map(({ port, artifact }): [string, OutputView] => {
        const meta = tableMetaSchema.safeParse(metas.get(port)?.inline);
        const base = { hash: artifact.hash, kind: artifact.kind };
        if (!meta.success) return [port, base];
        const columns = meta.data.columns.filter(({ name }) => !name.startsWith('__'));
        return [port, { ...base, table: { rows: meta.data.rows, columns, split: meta.data.split !== undefined } }];
      }),
  );
}
