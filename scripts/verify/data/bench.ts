import { benchNames } from '../../bench/run-bench';
import { checksOfBench } from '../bench-lines';
import type { Check } from '../check';
import { notBuilt } from '../check';
import type { VerifyContext } from '../context';

const part = 'bench';

/** What is asked and has no bench yet. */
const missing = [
  { claim: 'online read of 250 features in process, p99', bar: '<= 2 ms' },
  { claim: 'pushed events durable, NDJSON requests of 100, 2 cores', bar: '>= 5,000/s' },
  { claim: 'pushed events durable, singly at 64 connections', bar: '>= 1,000/s' },
  { claim: 'a pushed event changes the online feature store, p99', bar: '<= 100 ms' },
];

/** The lines of the bench that are about data. */
export async function verifyDataBench(context: VerifyContext): Promise<Check[]> {
  const only = benchNames.filter((name) => name.startsWith('data-'));
  return [...(await checksOfBench(context, only)), ...missing.map((claim) => notBuilt({ part, ...claim }))];
}
