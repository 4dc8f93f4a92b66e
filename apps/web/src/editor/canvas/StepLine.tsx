import type { Step } from '@millrace/pipeline-core/document';
import { batchIdSchema } from '@millrace/pipeline-core/ids';
import { batchLine } from '../drawing/batch-name';
import { describeStep } from '../drawing/step-view';
import { useBatches, useDatasets } from '../sync/use-reference-lists';

/** What is set, under the title of a step. */
export function StepLine({ step }: { step: Step }) {
  return step.type === 'dataset' ? <DatasetLine step={step} /> : <p>{describeStep(step)}</p>;
}

function DatasetLine({ step }: { step: Step }) {
  const { data } = useDatasets();
  const chosen = data?.datasets.find(({ id }) => id === step.params.dataset);
  const pinned = batchIdSchema.safeParse(step.params.batch);
  const batches = useBatches(pinned.success ? String(step.params.dataset) : '').data?.batches;
  return <p>{describeStep(step, chosen?.name, batchLine(step.params, batches))}</p>;
}
