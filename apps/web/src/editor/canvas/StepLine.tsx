import type { Step } from '@millrace/pipeline-core/document';
import { describeStep } from '../drawing/step-view';
import { useDatasets } from '../sync/use-reference-lists';

/** What is set, under the title of a step. */
export function StepLine({ step }: { step: Step }) {
  return step.type === 'dataset' ? <DatasetLine step={step} /> : <p>{describeStep(step)}</p>;
}

function DatasetLine({ step }: { step: Step }) {
  const { data } = useDatasets();
  const chosen = data?.datasets.find(({ id }) => id === step.params.dataset);
  return <p>{describeStep(step, chosen?.name)}</p>;
}
