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

it('refuses a model that Python keeps, and says what to do', () => {
  const refusal = refusalOf(manifest('python'), { title: 'churn v7', lookupsSent: true });
  expect(refusal).toContain('churn v7 is a model in format python');
  expect(refusal).toContain('to ONNX and train it again');
  expect(refusalOf(manifest('onnx'), { title: 'churn v7', lookupsSent: true })).toBeNull();
});

it('refuses lookups until callers are to send the features', () => {
  const looking = manifest('logistic', lookup);
  expect(refusalOf(looking, { title: 'churn v7', lookupsSent: false })).toMatch(
    /looks features up while it answers: visits \(view customers\).*--features-from-caller/,
  );
  expect(refusalOf(looking, { title: 'churn v7', lookupsSent: true })).toBeNull();
  expect(refusalOf(manifest('logistic'), { title: 'churn v7', lookupsSent: false })).toBeNull();
});
