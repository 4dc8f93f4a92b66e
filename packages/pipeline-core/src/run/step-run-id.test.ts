import { expect, it } from 'vitest';
import { runIdSchema } from '../ids';
import { environmentLine, readEnvironmentLine } from './step-environment';
import { parseStepRunId, stepRunId } from './step-run-id';

const runId = runIdSchema.parse('0199c2f0-7a31-7bbb-8c00-3f2a44f0a1de');

it('names a step of a run, and reads the name again', () => {
  expect(stepRunId({ runId, idx: 12 })).toBe(`${runId}-12`);
  expect(parseStepRunId(` ${runId}-12\n`)).toEqual({ runId, idx: 12 });
  for (const text of ['', '12', runId, `${runId}-`, `${runId}-x`, 'abc-3']) expect(parseStepRunId(text)).toBeNull();
});

it('reads where a step ran from the line that says so', () => {
  const facts = { host: 'node-7.local', node: '24.1.0', platform: 'linux arm64', threads: 1, megabytes: 4096 };
  expect(environmentLine(facts)).toBe('Runs on node-7.local (Node 24.1.0, linux arm64), 1 thread, at most 4096 MB.');
  expect(readEnvironmentLine(environmentLine(facts))).toEqual(facts);
  expect(readEnvironmentLine(environmentLine({ ...facts, threads: 8 }))).toEqual({ ...facts, threads: 8 });
  const told = { ...facts, process: 4711 };
  expect(environmentLine(told)).toMatch(/^Runs on node-7.local, process 4711 \(Node/);
  expect(readEnvironmentLine(environmentLine(told))).toEqual(told);
  expect(readEnvironmentLine('Runs on a hunch.')).toBeNull();
});
