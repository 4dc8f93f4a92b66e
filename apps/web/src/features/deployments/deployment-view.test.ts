import { PipelineError } from '@millrace/pipeline-core/errors';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { expect, it } from 'vitest';
import { failureText, readDeployment } from './deployment-view';

const failedWith = (code: string) =>
  jsonSchema.parse(
    new PipelineError({
      code,
      family: 'pipeline',
      place: 'Deployment',
      seen: 'this',
      expected: 'that',
      next: 'Do the other.',
      message: 'Not deployed.',
    }).report,
  );
const textOf = (error: ReturnType<typeof failedWith> | null) =>
  failureText(readDeployment({ stages: [], gates: [], error }).error);

it('blames the checks only when they stopped the deployment', () => {
  expect(textOf(failedWith('gate-failed'))).toBe('The checks stopped this deployment.');
  expect(textOf(failedWith('endpoint-is-live'))).toBe('Not deployed. Do the other.');
});

it('has a sentence for a failure whose cause cannot be read', () => {
  expect(textOf(null)).toContain('failed');
  expect(textOf({ from: 'another version' })).toContain('failed');
});
