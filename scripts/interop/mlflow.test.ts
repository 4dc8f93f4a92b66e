import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../root';
import { judgeReport, mlflowPackages } from './mlflow';

const claim = { part: 'mlflow', claim: 'the client', bar: 'all of it' };

it('a check of the client that fails is told with its reason', () => {
  const good = { name: 'batch', ok: true, why: '' };
  expect(judgeReport(claim, { version: '3.17.2', checks: [good] })).toMatchObject({ verdict: 'pass' });
  const bad = { name: 'searching', ok: false, why: "'a' instead of 'b'" };
  expect(judgeReport(claim, { version: '3.17.2', checks: [good, bad] })).toMatchObject({
    verdict: 'short',
    figure: '1 of 2 checks',
    note: "mlflow 3.17.2; searching: 'a' instead of 'b'",
  });
  expect(judgeReport(claim, { version: '3.17.2', checks: [] }).verdict).toBe('short');
});

it('the version that is installed is the one that the documentation names and the server says it speaks', () => {
  const [name, version] = mlflowPackages()[0]?.split('==') ?? [];
  expect(name).toBe('mlflow');
  for (const file of ['docs/mlflow.md', 'apps/web/src/server/mlflow/handle.ts']) {
    expect(readFileSync(path.join(REPOSITORY_ROOT, file), 'utf8')).toContain(version);
  }
});
