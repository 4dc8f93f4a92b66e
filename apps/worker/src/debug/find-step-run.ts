import {
  type Database,
  type GivenInput,
  getRun,
  getRunHeader,
  listGivenInputs,
  listOutputs,
  listStepEnvironments,
  type StepOutput,
  type StepRun,
} from '@millrace/db';
import type { StepContext } from '@millrace/db/protocol';
import { parseStepRunId, type StepEnvironment, type StepRunKey } from '@millrace/pipeline-core/run';
import { getContract } from '@millrace/pipeline-core/steps';
import { loadContext } from '../execution/prepare-step';
import { skipPart } from '../execution/skip-part';
import { codeOfOthers, noStepRun, noSuchStep, notExecuted, notReached } from './refusals';

/** One step of one run, with what it was given and what it made. */
export type FoundStep = {
  key: StepRunKey;
  run: number;
  step: StepRun;
  steps: readonly StepRun[];
  given: readonly GivenInput[];
  outputs: readonly StepOutput[];
  context: StepContext;
  environment: StepEnvironment | null;
};

/**
 * The step that a person named.
 * @throws no-such-step-run; step-never-ran where no process got its inputs
 */
export async function findStepRun(db: Database, name: string): Promise<FoundStep> {
  const key = parseStepRunId(name);
  if (key === null) throw noStepRun(name);
  const header = await getRunHeader(db, key.runId);
  const run = header === null ? null : await getRun(db, { projectId: header.projectId, id: key.runId });
  if (run === null) throw noStepRun(name);
  const step = run.stepRuns[key.idx];
  if (step === undefined) throw noSuchStep({ ...key, steps: run.steps });
  if (step.queue === 'python' || getContract(step.spec.type).flags.notInNode === true)
    throw codeOfOthers(step.spec.title);
  requireReached(step, run.stepRuns);
  const [given, outputs, environments] = await Promise.all([
    listGivenInputs(db, key),
    listOutputs(db, key),
    listStepEnvironments(db, { runId: key.runId, idxs: [key.idx] }),
  ]);
  const asked = { ...key, token: 0, attempt: step.attempt, queue: step.queue, spec: step.spec, inputs: [...given] };
  const context = await loadContext({ db, step: asked, spec: step.spec, fingerprint: null });
  const began = step.leasedAt?.getTime() ?? 0;
  const idle = skipPart(step.spec, { inputs: asked.inputs, context: { ...context, asked: false }, now: began });
  if (idle !== null) throw notExecuted(step.spec.title);
  const environment = environments.get(key.idx) ?? null;
  return { key, run: run.number, step, steps: run.stepRuns, given, outputs, context, environment };
}

function requireReached(step: StepRun, steps: readonly StepRun[]): void {
  const parents = Object.values(step.spec.inputs).flat();
  const open = parents
    .flatMap(({ idx }) => steps[idx] ?? [])
    .find(({ status }) => status !== 'succeeded' && status !== 'cached');
  if (open === undefined) return;
  // What was skipped never ran either: the one that failed stands further up.
  const failed = open.status === 'skipped' ? steps.find(({ status }) => status === 'failed') : undefined;
  const { spec, status } = failed ?? open;
  throw notReached({ title: step.spec.title, parent: spec.title, status });
}
