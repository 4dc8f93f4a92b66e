import type { LeasedStep, StepContext } from '@millrace/db/protocol';
import type { Json } from '@millrace/pipeline-core/json';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { type Deadline, isTimeUp, type Round, skippedTrial, unaskedTrial } from '@millrace/pipeline-core/search';
import { catalog } from '@millrace/pipeline-core/steps';
import type { ChildOutput } from '../child/protocol';

/** The step that proposes trials. */
export const proposes = 'search-propose';

type PartSpec = Pick<RunSpec, 'type' | 'params' | 'trial'>;

/** What a step makes without a process. */
type Skipped = {
  outputs: ChildOutput[];
  /** Neither the clock nor a person had a part in it. */
  repeats: boolean;
  /** Why no trial of its search begins any more; null: only this one has nothing to do. */
  over: Over | null;
};

/** A search in which nothing begins any more; `clock`: the step whose clock ran down, null where somebody asked for it. */
export type Over = { why: 'time' | 'asked'; clock: number | null };

/** What is known of a part of a search when it is leased. */
type Arrived = { inputs: LeasedStep['inputs']; context: Pick<StepContext, 'artifacts' | 'asked'>; now: number };

/**
 * What a part of a search that has nothing to do makes: no process is needed to tell. Null for every other step. Once the
 * time is up, or somebody asked for the best so far, no trial begins and nothing is proposed; those at work are ended where
 * they are fitted. A proposal too long to lie in the database is left to the process of the trial.
 */
export function skipPart(spec: PartSpec & Pick<RunSpec, 'inputs'>, o: Arrived): Skipped | null {
  if (spec.type !== proposes && spec.trial === undefined) return null;
  const over = overOf(o);
  if (over !== null) return { outputs: idleOutputs(spec, { over, now: o.now }), repeats: false, over };
  if (spec.trial === undefined) return null;
  const [own] = spec.inputs.proposal ?? [];
  const proposal = o.inputs.find(({ from, port }) => from === own?.idx && port === own.port);
  const round = o.context.artifacts.get(proposal?.hash ?? '')?.inline;
  const outcome = unaskedTrial({ number: spec.trial, trainer: spec.type }, round);
  return outcome === null ? null : { outputs: [output('trial', outcome)], repeats: true, over: null };
}

function overOf(o: Arrived): Over | null {
  if (o.context.asked) return { why: 'asked', clock: null };
  const clock = o.inputs.find(({ port }) => port === 'deadline');
  if (clock === undefined || !isTimeUp(o.context.artifacts.get(clock.hash)?.inline, o.now)) return null;
  return { why: 'time', clock: clock.from };
}

/** What a part of a search that is over makes: a trial that was skipped, or a round without trials. */
export function idleOutputs(spec: PartSpec, { over, now }: { over: Over; now: number }): ChildOutput[] {
  if (spec.trial === undefined) return noProposal(spec, now);
  const trial = { number: spec.trial, trainer: spec.type };
  return [output('trial', skippedTrial(trial, { why: over.why }))];
}

/** A round without trials. Where its clock was to begin, the time is up at once. */
function noProposal({ params }: Pick<RunSpec, 'params'>, now: number): ChildOutput[] {
  const { round, metric, minutes } = catalog[proposes].params.parse(params);
  const proposal: Round = { v: 1, round, metric, trials: [] };
  const deadline: Deadline = { v: 1, at: now };
  return [output('proposal', proposal), ...(minutes === null ? [] : [output('deadline', deadline)])];
}

function output(port: string, made: object): ChildOutput {
  const inline: Json = JSON.parse(JSON.stringify(made));
  return { port, kind: 'json', inline };
}
