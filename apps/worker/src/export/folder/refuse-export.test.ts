import { bundleManifestSchema } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { refusalOf } from './refuse-export';

function manifest(format: string, lookup?: object) {
  return bundleManifestSchema.parse({
    ...{ v: 1, task: 'binary', format, target: 'y', featureSetId: 'f', expressionVersion: 1 },
    ...{ kernels: [], batches: [], files: [] },
    signature: {
      inputs: [{ name: 'visits', type: 'number', ...(lookup === undefined ? {} : { lookup }) }],
      outputs: [],
    },
  });
}
const lookup = { view: 'customers', feature: 'visits', key: ['customer'] };

it.each([
  ['python', 'Deploy it in the workbench.'],
  ['onnx', 'or serve the .onnx file that it came as elsewhere.'],
])('refuses format %s, and says what to do', (format, advice) => {
  const refusal = refusalOf(manifest(format), { title: 'churn v7', lookupsSent: true });
  expect(refusal).toContain(`churn v7 is a model in format ${format}`);
  expect(refusal).toContain(advice);
});

it('refuses lookups until callers are to send the features', () => {
  const looking = manifest('logistic', lookup);
  expect(refusalOf(looking, { title: 'churn v7', lookupsSent: false })).toMatch(
    /looks features up while it answers: visits \(view customers\).*--features-from-caller/,
  );
  expect(refusalOf(looking, { title: 'churn v7', lookupsSent: true })).toBeNull();
  expect(refusalOf(manifest('logistic'), { title: 'churn v7', lookupsSent: false })).toBeNull();
});
