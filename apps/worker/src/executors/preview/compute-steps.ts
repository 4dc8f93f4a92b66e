import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArtifactHash, artifactHashSchema, type StepId } from '@millrace/pipeline-core/ids';
import { getContract, type StepContract } from '@millrace/pipeline-core/steps';
import type { ChildArtifact, ChildInput, ChildOutput, StepRequest } from '../../child/protocol';
import { latePreview, mostPreviewSeconds } from '../../data/preview/late-preview';
import type { PlacedInput, PlacedStep } from '../../data/preview/preview-task';
import { nameDiskFull } from '../../ground/disk-full';
import { scrubValue } from '../../outside/scrub';
import { type HostContext, runStep, toStepError } from '../host';
import { copyInput, cutInput, loadOne } from './bring-table';
import { type Look, type Looker, lookerOf } from './look-at';
import { type CutTable, type Extent, type Made, type PreviewWork, StepStopped } from './preview-work';
import { rowChooser, stacksBatches } from './stacked-rows';
import { wholeSide } from './whole-side';
import { withoutCells } from './without-cells';

/** Stands where a result would have its hash: nothing of a preview is kept. */
const unkept: ArtifactHash = artifactHashSchema.parse('0'.repeat(64));

/**
 * Executes a step as a worker does, after those it reads from:
 * 1. Bring its inputs: what a run made, or what a step before makes here, cut where its rows stand for all of them; what
 *    they are held against is whole, as far as it matters to them.
 * 2. Execute it over them in a folder of its own.
 * 3. Keep what it made for the other steps of this preview that read it.
 */
export async function makeStep(work: PreviewWork, id: StepId, extent: Extent): Promise<Made> {
  const step = work.task.steps.find((one) => one.id === id);
  if (step === undefined) throw new Error(`the preview has no step ${id}`);
  const contract = getContract(step.type);
  const key = `${isSource(contract) && !stacksBatches(step) ? 'whole' : extent} ${id}`;
  const before = work.made.get(key);
  if (before !== undefined) return before;
  const { inputs, isPart } = await bringInputs(work, { step, contract, extent });
  const looker = await lookerOf({ step, inputs, most: work.task.columns });
  const made = { ...(await execute(work, { step, contract, inputs, isPart, extent, looker })), looker };
  work.made.set(key, made);
  return made;
}

type Bringing = { step: PlacedStep; contract: StepContract; extent: Extent };

async function bringInputs(
  work: PreviewWork,
  { step, contract, extent }: Bringing,
): Promise<{ inputs: StepRequest['inputs']; isPart: boolean }> {
  const inputs: StepRequest['inputs'] = {};
  let isPart = false;
  for (const [port, group] of Object.entries(step.inputs)) {
    const list: ChildInput[] = [];
    const reach = extent === 'whole' ? 'whole' : extentOf(contract, port);
    for (const [at, given] of group.entries()) {
      const brought = await bring(work, given, reach);
      isPart ||= brought.isPart;
      const side = { step, contract, port, input: brought.input, before: inputs };
      const input = reach === 'whole' ? await wholeSide(work, side) : brought.input;
      const name = `${extent}-${step.id}-${port}-${at}`;
      list.push(contract.flags.ownProcess === true ? await copyInput(work, { step, input, name }) : input);
    }
    inputs[port] = list;
  }
  return { inputs, isPart };
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
  work.signal.throwIfAborted();
  if (!('from' in input)) return extent === 'cut' ? cutInput(work, input) : { input, isPart: false };
  const { step, port } = input.from;
  const { outputs, isPart } = await makeStep(work, step, extent);
  const source = work.task.steps.find(({ id }) => id === step);
  const brought = { artifacts: artifactsAt(outputs, port), title: source?.title ?? step };
  const isWhole = source !== undefined && isSource(getContract(source.type)) && !stacksBatches(source);
  return extent === 'cut' && isWhole ? cutInput(work, brought) : { input: brought, isPart };
}

function artifactsAt(outputs: readonly ChildOutput[], port: string): ChildArtifact[] {
  return outputs
    .filter(({ port: name }) => name === port || name.startsWith(`${port}.`))
    .map((output) => ({ hash: unkept, ...output }));
}

type Execution = Bringing & { inputs: StepRequest['inputs']; isPart: boolean; looker: Looker };

async function execute(work: PreviewWork, execution: Execution): Promise<Pick<Made, 'outputs' | 'look' | 'isPart'>> {
  const { step, contract, inputs, isPart, extent, looker } = execution;
  const folder = join(work.folder, `step-${work.made.size}`);
  await mkdir(folder);
  const clean = (await holdsParts(inputs)) ? withoutCells : (text: string) => text;
  const note = (text: string): void => {
    work.notes.push({ extent, step: step.id, title: step.title, message: clean(text) });
  };
  const params = isPart ? onSomeRows(contract, step, note) : step.params;
  const request = requestOf(work, { step: { ...step, params }, inputs, folder });
  let look: Look | null = null;
  const lookAt: HostContext['lookAt'] = (made) => {
    look = looker(made);
    return look.shown;
  };
  let stackIsPart = false;
  const taken = (cut: Omit<CutTable, 'artifacts'>): void => {
    stackIsPart = cut.rows < cut.of;
    if (extent === 'cut') work.cuts.set(`stack ${step.id}`, { artifacts: [], ...cut });
  };
  try {
    work.signal.throwIfAborted();
    const { outputs } = await runStep(request, {
      signal: work.signal,
      log(level, text) {
        if (level === 'warning') note(text);
      },
      progress: () => undefined,
      // The others are read from: what they make is needed whole.
      ...(step.id === work.task.show.step && extent === 'cut' ? { lookAt } : {}),
      ...(stacksBatches(step) ? { chooseRows: rowChooser(work, { step, extent, taken }) } : {}),
    });
    return { outputs, look, isPart: isPart || stackIsPart };
  } catch (thrown) {
    if (thrown instanceof StepStopped) throw thrown;
    if (work.late.aborted) throw new StepStopped(step.id, latePreview(step.title));
    work.signal.throwIfAborted(); // nobody waits any more
    throw new StepStopped(step.id, scrubValue(toStepError(nameDiskFull(thrown), request), clean));
  }
}

/** Whether rows of a test part may be among those that the step tells of. */
async function holdsParts(inputs: StepRequest['inputs']): Promise<boolean> {
  const loaded = await Promise.all(Object.values(inputs).flat().map(loadOne));
  return loaded.some(({ table }) => table?.meta.split !== undefined);
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
  const memoryMegabytes = limits.memoryMegabytes / 2; // the session that reads and cuts stays open beside the step's
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
      limits: { seconds: mostPreviewSeconds, megabytes: memoryMegabytes },
    },
    inputs,
    references: referenced,
    folder,
    threads: limits.threads,
    memoryMegabytes,
  };
}
