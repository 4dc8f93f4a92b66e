import { mostLogLines } from '../../child/protocol';
import type { GuestRun } from '../../guests/run-guest';
import type { ExecutorJob } from '../executor';

/** The step has a few lines of its own to say afterwards. */
const mostLines = mostLogLines - 100;

/** Hands on what a guest says until it is more than anybody keeps: a loop that prints must not keep other steps waiting. */
export function guestLog(log: ExecutorJob['log']): GuestRun['line'] {
  let lines = 0;
  return (from, text) => {
    lines += 1;
    if (lines < mostLines) log(from === 'out' ? 'info' : 'warning', text);
    else if (lines === mostLines) log('warning', `The code wrote more than ${mostLines} lines: the rest is left out.`);
  };
}
