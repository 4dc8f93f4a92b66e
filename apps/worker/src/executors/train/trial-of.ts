import { PipelineError, toErrorReport } from '@millrace/pipeline-core/errors';
import type { RunSpec } from '@millrace/pipeline-core/run';
import {
  failedTrial,
  fittedTrial,
  type Round,
  roundSchema,
  skippedTrial,
  type TrialOutcome,
  type TrialTask,
} from '@millrace/pipeline-core/search';
import type { ChildOutput, StepEvent, StepRequest } from '../../child/protocol';
import { nameDiskFull } from '../../ground/disk-full';
import type { ExecutorResult } from '../executor';
import { loadInputs } from '../load-inputs';
import { toPlainJson } from '../plain-json';

type Ended = { outputs: ChildOutput[]; events: StepEvent[]; repeats: boolean };

/**
 * A step as one trial of a search: fitted with the settings that its round proposes over its own. A trial that fails
 * because of its settings or its rows has an outcome that says so and the search goes on; only what an operator has to
 * mend is thrown, and tried again.
 */
export async function runTrial(
  { request, signal }: { request: StepRequest; signal: AbortSignal },
  run: (request: StepRequest, task: TrialTask) => Promise<Ended>,
): Promise<Ended> {
  const { proposal = [], ...inputs } = request.inputs;
  const { trial: number = 0, type: trainer, title } = request.spec;
  const { task, reason } = await findTask({ number, title }, proposal);
  if (task === null) {
    return { outputs: [outcomeOutput(skippedTrial({ number, trainer }, { reason }))], events: [], repeats: true };
  }
  const spec: RunSpec = { ...request.spec, params: { ...request.spec.params, ...task.params } };
  try {
    return await run({ ...request, spec, inputs }, task);
  } catch (thrown) {
    const error = toErrorReport(nameDiskFull(thrown), title);
    if (error.family === 'operator' || signal.aborted) throw thrown;
    // What the settings or the rows cause comes again; a fault of ours may be gone next time.
    const again = error.family !== 'pipeline';
    const outcome = failedTrial({ number, trainer }, { task, error, again });
    return { outputs: [outcomeOutput(outcome)], events: [trialEvent()], repeats: !again };
  }
}

/** What its round asks of this trial; null when nothing was left to try, with the reason where its kind does not suit. */
async function findTask(
  { number, title }: { number: number; title: string },
  proposal: StepRequest['inputs'][string],
): Promise<{ task: TrialTask | null; reason: Round['reason'] }> {
  const { proposal: found = [] } = await loadInputs({ proposal });
  const read = roundSchema.safeParse(found[0]?.json);
  if (!read.success) {
    throw new PipelineError({
      code: 'no-proposal',
      family: 'pipeline',
      place: `${title} › proposal`,
      seen: 'no settings from the search',
      expected: 'the proposal of its round',
      next: 'Run the pipeline again; if it comes back, please report it.',
    });
  }
  const { round, metric, trials, reason } = read.data;
  const own = trials.find((one) => one.number === number);
  return { task: own === undefined ? null : { ...own, round, metric }, reason };
}

/**
 * The end of a trial that was fitted in so many seconds: what came of it beside its model. The best of a search is its
 * candidate, not each.
 */
export function endTrial({
  outputs,
  seconds,
  ...fitted
}: Parameters<typeof fittedTrial>[0] & { outputs: ChildOutput[]; seconds: number }): ExecutorResult {
  return { outputs: [...outputs, outcomeOutput(fittedTrial(fitted))], events: [trialEvent({ seconds })] };
}

function outcomeOutput(outcome: TrialOutcome): ChildOutput {
  return { port: 'trial', kind: 'json', inline: toPlainJson(outcome) };
}

/**
 * Tells that the list of trials has something new: what it is lies in the outcome, but for what its fit took, which would
 * give equal trials different bytes.
 */
function trialEvent(payload: { seconds?: number } = {}): StepEvent {
  return { topic: 'trial-finished', payload };
}
