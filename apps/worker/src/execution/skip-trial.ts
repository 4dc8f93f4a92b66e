import type { LeasedStep, StepContext } from '@millrace/db/protocol';
import type { Json } from '@millrace/pipeline-core/json';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { idleSlot } from '@millrace/pipeline-core/search';
import type { ChildOutput } from '../child/protocol';

/**
 * What a trial of a search that has nothing to do makes: no process is needed to tell. Null for every other step. A
 * proposal too long to lie in the database is left to the process of the trial.
 */
export function skipTrial(
  spec: Pick<RunSpec, 'type' | 'trial' | 'inputs'>,
  o: { inputs: LeasedStep['inputs']; context: Pick<StepContext, 'artifacts'>; now: number },
): { output: ChildOutput; repeats: boolean } | null {
  if (spec.trial === undefined) return null;
  const inline = (input: LeasedStep['inputs'][number] | undefined) =>
    input === undefined ? undefined : o.context.artifacts.get(input.hash)?.inline;
  const [own] = spec.inputs.proposal ?? [];
  const round = inline(o.inputs.find(({ from, port }) => from === own?.idx && port === own.port));
  const deadline = inline(o.inputs.find(({ port }) => port === 'deadline'));
  const trial = { number: spec.trial, trainer: spec.type };
  const idle = idleSlot(trial, { round, deadline, now: o.now });
  if (idle === null) return null;
  const outcome: Json = JSON.parse(JSON.stringify(idle.outcome));
  return { output: { port: 'trial', kind: 'json', inline: outcome }, repeats: idle.repeats };
}
