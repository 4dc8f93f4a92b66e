import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../root';
import { mlflowPackages } from './mlflow';
import { clientPackages, judgeClients } from './oip';
import { mixedTable, numbersTable } from './oip-tables';

const claim = (name: string) => ({ part: 'protocols', claim: name, bar: 'every check' });
const claims = { triton: claim('triton'), mlflow: claim('mlflow'), rows: claim('rows') };
const ok = (name: string) => ({ name, ok: true, why: '' });

it('each check counts for its claim, and a claim without one is short', () => {
  const bad = { name: 'rows_of_the_native_protocol', ok: false, why: '(1000, 3)' };
  expect(judgeClients(claims, { version: '2', checks: [ok('health'), ok('mlflow_scoring'), bad] })).toMatchObject([
    { claim: 'triton', verdict: 'pass', figure: '1 of 1 checks' },
    { claim: 'mlflow', verdict: 'pass' },
    { claim: 'rows', verdict: 'short', note: 'tritonclient 2; rows_of_the_native_protocol: (1000, 3)' },
  ]);
  expect(judgeClients(claims, { version: '2', checks: [ok('health')] }).map(({ verdict }) => verdict)).toEqual([
    'pass',
    'short',
    'short',
  ]);
});

it('the checks that count for a claim are in the script', () => {
  const script = readFileSync(path.join(REPOSITORY_ROOT, 'scripts', 'interop', 'oip-client.py'), 'utf8');
  for (const name of ['mlflow_scoring', 'rows_of_the_native_protocol']) expect(script).toContain(`def ${name}(`);
});

it('the script compares numbers of MLflow, too, and fails without the rows to compare', () => {
  const script = readFileSync(path.join(REPOSITORY_ROOT, 'scripts', 'interop', 'oip-client.py'), 'utf8');
  const [, rest = ''] = script.split('def rows_of_the_native_protocol(');
  const [check = ''] = rest.split('\ndef ');
  expect(check).toContain('os.environ["MILLRACE_ROWS"]'); // a KeyError where it is not set
  expect(check).not.toContain('return');
  expect(check).toContain('mlflow_client(NUMBERS)');
});

it("MLflow's client has the version that its tracking is tried with", () => {
  expect(clientPackages()).toContain(mlflowPackages()[0]);
});

it('tables are the same for the same seed', () => {
  expect(mixedTable(20, 7)).toEqual(mixedTable(20, 7));
  expect(numbersTable(20, 7)).toEqual(numbersTable(20, 7));
  expect(mixedTable(20, 7).csv.split('\n')[0]).toBe('age,rate,member,plan,churn');
});
