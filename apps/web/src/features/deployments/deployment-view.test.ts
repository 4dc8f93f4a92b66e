import { PipelineError } from '@millrace/pipeline-core/errors';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { expect, it } from 'vitest';
import { deploymentTitle, failureText, readDeployment, stageLook, stoppedBy } from './deployment-view';

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

it('shows no pass where the smoke test found a failure', () => {
  const gates = (status: 'pass' | 'warn' | 'fail') => [
    { gate: 'unit' as const, checks: [{ id: 'golden', title: 'Golden', status: 'pass' as const, reason: '' }] },
    { gate: 'quality' as const, checks: [{ id: 'model-tests', title: 'Saved tests', status, reason: '' }] },
  ];
  const look = (name: 'smoke-test' | 'load', found: 'pass' | 'warn' | 'fail') =>
    stageLook({ name, status: 'done' }, gates(found));
  expect([look('smoke-test', 'fail'), look('smoke-test', 'warn'), look('load', 'fail')]).toEqual([
    ...['found-failures', 'done', 'done'],
  ]);
  expect([stoppedBy(gates('fail')), stoppedBy(gates('warn'))]).toEqual(['Failed: Saved tests', null]);
  expect(stageLook({ name: 'smoke-test', status: 'running' }, gates('fail'))).toBe('running');
});

it('says who did what, or tried to', () => {
  const deployed = { kind: 'deploy', status: 'succeeded', who: 'Ada' } as const;
  const titles = (['sandbox', 'canary', 'direct'] as const).map((strategy) =>
    deploymentTitle({ ...deployed, strategy }, 'churn v2'),
  );
  expect(titles).toEqual([
    'Ada deployed churn v2 to the sandbox',
    'Ada deployed churn v2 as a canary',
    'Ada deployed churn v2 with all traffic',
  ]);
  const back = (status: 'succeeded' | 'running' | 'failed' | 'cancelled') =>
    deploymentTitle({ kind: 'rollback', strategy: 'direct', status, who: 'Ada' }, 'churn v1');
  expect([back('succeeded'), back('running'), back('failed'), back('cancelled')]).toEqual([
    'Ada rolled back to churn v1',
    'Ada is rolling back to churn v1',
    'Ada tried to roll back to churn v1',
    'Ada tried to roll back to churn v1',
  ]);
});
