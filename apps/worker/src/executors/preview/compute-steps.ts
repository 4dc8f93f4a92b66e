import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorReport, PipelineError } from '@millrace/pipeline-core/errors';
import { type ArtifactHash, artifactHashSchema, type StepId } from '@millrace/pipeline-core/ids';
import { getContract, type StepContract } from '@millrace/pipeline-core/steps';
import type { ChildArtifact, ChildInput, ChildOutput, StepRequest } from '../../child/protocol';
import { nameDiskFull } from '../../data/disk-full';
import type { PlacedInput, PlacedStep } from '../../data/preview/preview-task';
import { runStep, toStepError } from '../host';
import { copyInput, cutInput } from './bring-table';
import { type Made, type PreviewWork, StepStopped } from './preview-work';

/** A step is computed on what was cut, or on whole tables: for the side of a join whose rows are looked up. */
type Extent = 'cut' | 'whole';

/** A preview longer than this is no look any more. */
export const mostPreviewSeconds = 15;

/** Stands where a result would have its hash: nothing of a preview is kept. */
const unkept: ArtifactHash = artifactHashSchema.parse('0'.repeat(64));

/**
 * Executes a step as a worker does, after those it reads from:
 * 1. Bring its inputs: what a run made, or what a step before makes here, cut where its rows stand for all of them.
 * 2. Execute it over them in a folder of its own.
 * 3. Keep what it made for the other steps of this preview that read it.
 */
export async function makeStep(work: PreviewWork, id: StepId, extent: Extent): Promise<Made> {
  const step = work.task.steps.find((one) => one.id === id);
  if (step === undefined) throw new Error(`the preview has no step ${id}`);
  const contract = getContract(step.type);
  const key = `${isSource(contract) ? 'whole' : extent} ${id}`;
  const before = work.made.get(key);
  if (before !== undefined) return before;
  const inputs: StepRequest['inputs'] = {};
  let isPart = false;
  for (const [port, group] of Object.entries(step.inputs)) {
    const list: ChildInput[] = [];
    for (const [at, input] of group.entries()) {
      const brought = await bring(work, input, extent === 'whole' ? 'whole' : extentOf(contract, port));
      const name = `${extent}-${id}-${port}-${at}`;
      list.push(contract.flags.ownProcess === true ? await copyInput(work, brought.input, name) : brought.input);
      isPart ||= brought.isPart;
    }
    inputs[port] = list;
  }
  const made = { outputs: await execute(work, { step, contract, inputs, isPart, extent }), isPart };
  work.made.set(key, made);
  return made;
}

function isSource(contract: StepContract): boolean {
  return Object.keys(contract.inputs).length === 0;
}

/** Rows of the first table input, and of one that takes many, stand for all of them; what they are held against is whole. */
function extentOf({ inputs }: StepContract, port: string): Extent {
  const first = Object.entries(inputs).find(([, { type }]) => type === 'Table' || type === 'Split')?.[0];
  return port === first || inputs[port]?.many === true ? 'cut' : 'whole';
}

async function bring(
  work: PreviewWork,
  input: PlacedInput,
  extent: Extent,
): Promise<{ input: ChildInput; isPart: boolean }> {
  if (!('from' in input)) return extent === 'cut' ? cutInput(work, input) : { input, isPart: false };
  const { step, port } = input.from;
  const { outputs, isPart } = await makeStep(work, step, extent);
  const source = work.task.steps.find(({ id }) => id === step);
  const brought = { artifacts: artifactsAt(outputs, port), title: source?.title ?? step };
  const isWhole = source !== undefined && isSource(getContract(source.type));
  return extent === 'cut' && isWhole ? cutInput(work, brought) : { input: brought, isPart };
}

function artifactsAt(outputs: readonly ChildOutput[], port: string): ChildArtifact[] {
  return outputs
    .filter(({ port: name }) => name === port || name.startsWith(`${port}.`))
    .map((output) => ({ hash: unkept, ...output }));
}

type Execution = {
  step: PlacedStep;
  contract: StepContract;
  inputs: StepRequest['inputs'];
  isPart: boolean;
  extent: Extent;
};

async function execute(
  work: PreviewWork,
  { step, contract, inputs, isPart, extent }: Execution,
): Promise<ChildOutput[]> {
  const folder = join(work.folder, `step-${work.made.size}`);
  await mkdir(folder);
  const note = (message: string): void => {
    if (extent === 'whole' && hasNotes(work, step)) return; // computed a second time, it would say the same of other rows
    work.notes.push({ step: step.id, title: step.title, message });
  };
  const params = isPart ? onSomeRows(contract, step, note) : step.params;
  const request = requestOf(work, { step: { ...step, params }, inputs, folder });
  try {
    work.signal.throwIfAborted();
    const { outputs } = await runStep(request, {
      signal: work.signal,
      log(level, text) {
        if (level === 'warning') note(text);
      },
      progress: () => undefined,
    });
    return outputs;
  } catch (thrown) {
    if (work.late.aborted) throw new StepStopped(step.id, lateReport(step.title));
    work.signal.throwIfAborted(); // nobody waits any more
    throw new StepStopped(step.id, toStepError(nameDiskFull(thrown), request));
  }
}

function hasNotes({ made }: PreviewWork, { id }: PlacedStep): boolean {
  return made.has(`cut ${id}`);
}

/** Settings without what is said of all rows, where only some are there. */
function onSomeRows(contract: StepContract, step: PlacedStep, note: (message: string) => void): PlacedStep['params'] {
  const some = contract.onSomeRows?.(contract.params.parse(step.params)) ?? null;
  if (some === null) return step.params;
  note(some.leftOut);
  return some.params;
}

function requestOf(
  { limits }: PreviewWork,
  { step, inputs, folder }: { step: PlacedStep; inputs: StepRequest['inputs']; folder: string },
): StepRequest {
  const { id, title, type, version, params, seed, references, referenced } = step;
  return {
    kind: 'step',
    id,
    spec: {
      v: 1,
      step: id,
      title,
      type,
      version,
      params,
      seed,
      inputs: {},
      references,
      force: false,
      limits: { seconds: mostPreviewSeconds, megabytes: limits.memoryMegabytes },
    },
    inputs,
    references: referenced,
    folder,
    threads: limits.threads,
    memoryMegabytes: limits.memoryMegabytes,
  };
}

function lateReport(title: string): ErrorReport {
  return new PipelineError({
    code: 'preview-time-limit',
    family: 'pipeline',
    place: title,
    seen: `no rows after ${mostPreviewSeconds} s`,
    expected: 'rows to look at within that time',
    next: 'Run the pipeline to here instead.',
  }).report;
}
