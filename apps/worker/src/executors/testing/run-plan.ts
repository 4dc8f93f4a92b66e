import { fingerprint, inputHashes, type ParentOutput } from '@millrace/pipeline-core/plan';
import type { RunStep } from '@millrace/pipeline-core/run';
import type { ChildArtifact } from '../../child/protocol';
import { type StepResult, StepRunner } from './run-steps';

/** Results by fingerprint, as a worker finds them again. */
export type KeptResults = Map<string, StepResult>;

/**
 * Runs the steps of a plan one after the other, as workers would: an equal result is used again. `most` steps are executed
 * before it is cut off, as by a kill. Answers results by index and which steps were executed.
 */
export async function runPlan(
  root: string,
  steps: readonly RunStep[],
  { kept = new Map(), most = Number.POSITIVE_INFINITY }: { kept?: KeptResults; most?: number } = {},
): Promise<{ results: StepResult[]; executed: number[] }> {
  const runner = new StepRunner(root);
  const results: StepResult[] = [];
  const executed: number[] = [];
  for (const { idx, spec } of steps) {
    const made = results.flatMap(({ outputs }, parent) => outputsOf(parent, outputs));
    const hashes = inputHashes(spec.inputs, made);
    if (hashes === null) throw new Error(`step ${idx} has an input that nobody made`);
    const mark = fingerprint(spec, 'code', hashes);
    const found = kept.get(mark);
    if (found === undefined && executed.length >= most) break;
    const { type, params, seed, trial } = spec;
    const options = { params, seed, inputs: inputsOf(spec.inputs, results), ...(trial === undefined ? {} : { trial }) };
    const result = found ?? (await runner.run(type, options));
    if (found === undefined) executed.push(idx);
    kept.set(mark, result);
    results.push(result);
  }
  return { results, executed };
}

function outputsOf(idx: number, outputs: Record<string, ChildArtifact>): ParentOutput[] {
  return Object.values(outputs).map(({ port, hash }) => ({ idx, port, hash }));
}

/** What each port is connected to; nothing where a step ended without an output it may do without. */
function inputsOf(
  inputs: RunStep['spec']['inputs'],
  results: readonly StepResult[],
): Record<string, [StepResult, string][]> {
  const connected = Object.entries(inputs).map(([port, from]): [string, [StepResult, string][]] => [
    port,
    from.flatMap(({ idx, port: output, maybe }): [StepResult, string][] => {
      const result = results[idx];
      if (result === undefined) throw new Error(`step ${idx} has not run yet`);
      return maybe === true && result.outputs[output] === undefined ? [] : [[result, output]];
    }),
  ]);
  return Object.fromEntries(connected);
}
