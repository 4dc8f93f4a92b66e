import type { StepEnvironment } from '../../run/step-environment';
import type { Clue } from '../clue';
import type { StepPast, Suspect } from '../step-past';

/** Another host, another Node or another operating system. */
export function machineSuspects(now: StepPast, before: StepPast, clue: Clue): Suspect[] {
  const [was, is] = [before.environment, now.environment];
  if (was === null || is === null) return [];
  const details = machineChanges(is, was);
  if (details.length === 0) return [];
  const base = was.node === is.node && was.platform === is.platform ? 15 : 35;
  const slower = clue.limit === 'time' && was.threads > is.threads ? 45 : 0;
  const score = base + (clue.machine ? 60 : 0) + (clue.bug && otherNode(now, before) ? 40 : 0) + slower;
  return [{ kind: 'machine', title: 'It ran on another machine or system.', details, score: Math.min(100, score) }];
}

/** What of a machine is not as it was, a sentence each. */
export function machineChanges(is: StepEnvironment, was: StepEnvironment): string[] {
  return [
    ...(was.host === is.host ? [] : [`It ran on ${was.host}, now on ${is.host}.`]),
    ...(was.node === is.node ? [] : [`Node was ${was.node} and is ${is.node}.`]),
    ...(was.platform === is.platform ? [] : [`The system was ${was.platform} and is ${is.platform}.`]),
    ...(was.threads <= is.threads ? [] : [`It had ${was.threads} threads, now ${is.threads}.`]),
  ];
}

/** Another major version of Node. */
export function otherNode(now: StepPast, before: StepPast): boolean {
  const major = ({ environment }: StepPast) => environment?.node.split('.')[0];
  const [was, is] = [major(before), major(now)];
  return was !== undefined && is !== undefined && was !== is;
}
