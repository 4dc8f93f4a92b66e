import type { StepStatus } from '@millrace/pipeline-core/run';
import { findContract } from '@millrace/pipeline-core/steps';

type Step = {
  idx: number;
  status: StepStatus;
  spec: {
    type: string;
    fold?: number | undefined;
    inputs: Readonly<Record<string, readonly { idx: number; port: string }[]>>;
  };
};
type Output = { idx: number; port: string; artifact: { hash: string } };

/** What a step that explains a model makes. */
const port = 'explanation';

/** Where the explanation of a model stands in a run. */
export type ExplanationPlace =
  | { state: 'none' }
  /** Its step has not finished. */
  | { state: 'waiting' }
  | { state: 'failed' }
  | { state: 'ready'; hash: string };

/** The explanation of a model among what a run made; of several the last one that is there. */
export function findExplanation(
  run: { steps: readonly Step[]; outputs: readonly Output[] },
  modelHash: string,
): ExplanationPlace {
  const hashOf = (idx: number, from: string) =>
    run.outputs.find((output) => output.idx === idx && output.port === from)?.artifact.hash;
  const explaining = run.steps.filter(({ spec }) => {
    const [model] = spec.inputs.model ?? [];
    if (!explains(spec.type) || spec.fold !== undefined || model === undefined) return false;
    return hashOf(model.idx, model.port) === modelHash;
  });
  const ready = explaining.map(({ idx }) => hashOf(idx, port)).filter((hash) => hash !== undefined);
  const last = ready.at(-1);
  if (last !== undefined) return { state: 'ready', hash: last };
  if (explaining.length === 0) return { state: 'none' };
  const over: readonly StepStatus[] = ['failed', 'skipped', 'cancelled'];
  return { state: explaining.every(({ status }) => over.includes(status)) ? 'failed' : 'waiting' };
}

function explains(type: string): boolean {
  return findContract(type)?.outputs[port] !== undefined;
}
