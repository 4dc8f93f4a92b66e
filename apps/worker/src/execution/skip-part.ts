import type { LeasedStep, StepContext } from '@millrace/db/protocol';
import type { Json } from '@millrace/pipeline-core/json';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { type Deadline, idleSlot, type Round, skippedTrial } from '@millrace/pipeline-core/search';
import { catalog } from '@millrace/pipeline-core/steps';
import type { ChildOutput } from '../child/protocol';

/** What a step makes without a process. `repeats`: neither the clock nor a person had a part in it. */
type Skipped = { outputs: ChildOutput[]; repeats: boolean };

/**
 * What a part of a search that has nothing to do makes: no process is needed to tell. Null for every other step. Once
 * somebody asked for the best so far no trial begins and nothing is proposed; the trials at work end by themselves. A
 * proposal too long to lie in the database is left to the process of the trial.
 */
export function skipPart(
  spec: Pick<RunSpec, 'type' | 'params' | 'trial' | 'inputs'>,
  o: { inputs: LeasedStep['inputs']; context: Pick<StepContext, 'artifacts' | 'asked'>; now: number },
): Skipped | null {
  if (spec.type === 'search-propose') return o.context.asked ? noProposal(spec, o.now) : null;
  if (spec.trial === undefined) return null;
  const trial = { number: spec.trial, trainer: spec.type };
  if (o.context.asked) return { outputs: [output('trial', skippedTrial(trial, { why: 'asked' }))], repeats: false };
  const inline = (input: LeasedStep['inputs'][number] | undefined) =>
    input === undefined ? undefined : o.context.artifacts.get(input.hash)?.inline;
  const [own] = spec.inputs.proposal ?? [];
  const round = inline(o.inputs.find(({ from, port }) => from === own?.idx && port === own.port));
  const deadline = inline(o.inputs.find(({ port }) => port === 'deadline'));
  const idle = idleSlot(trial, { round, deadline, now: o.now });
  return idle === null ? null : { outputs: [output('trial', idle.outcome)], repeats: idle.repeats };
}

/** A round without trials. Where its clock was to begin, the time is up at once. */
function noProposal({ params }: Pick<RunSpec, 'params'>, now: number): Skipped {
  const { round, metric, minutes } = catalog['search-propose'].params.parse(params);
  const proposal: Round = { v: 1, round, metric, trials: [] };
  const deadline: Deadline = { v: 1, at: now };
  const outputs = [output('proposal', proposal), ...(minutes === null ? [] : [output('deadline', deadline)])];
  return { outputs, repeats: false };
}

function output(port: string, made: object): ChildOutput {
  const inline: Json = JSON.parse(JSON.stringify(made));
  return { port, kind: 'json', inline };
}
