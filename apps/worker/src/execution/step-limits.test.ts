import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runSpecSchema } from '@millrace/pipeline-core/run';
import { getContract } from '@millrace/pipeline-core/steps';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepRequest } from '../child/protocol';
import { scratchFolder } from '../data/testing/scratch';
import { createQuietLogger } from '../testing/quiet-logger';
import { testChild } from '../testing/test-child';
import { type ChildPool, createChildPool } from './child-pool';
import { stepLimits } from './step-limits';
import { stepTypeFacts } from './step-type-facts';

const folder = scratchFolder('limits');
const path = testChild();
let pool: ChildPool;

beforeAll(() => {
  const settings = { terminateMs: 200, killMs: 500 };
  pool = createChildPool({ path, folder, size: 1, megabytes: 1024, settings, logger: createQuietLogger() });
});
afterAll(() => pool?.close());

const facts = stepTypeFacts(getContract('sql'));

function specOf(params: { query?: string; seconds: number }, seconds = 600) {
  return runSpecSchema.parse({
    v: 1,
    step: 'step',
    title: 'Last week',
    type: 'sql',
    version: 1,
    params,
    seed: 1,
    inputs: {},
    references: {},
    limits: { seconds, megabytes: 1024 },
  });
}

function run(name: string, query: string) {
  const spec = specOf({ query, seconds: 1 });
  const own = join(folder, name);
  mkdirSync(own);
  const request: StepRequest = {
    kind: 'step',
    id: name,
    spec,
    inputs: {},
    references: {},
    folder: own,
    threads: 1,
    memoryMegabytes: 1024,
  };
  const watch = { log: () => undefined, progress: () => undefined, signal: new AbortController().signal };
  return pool.run({ request, place: spec.title, ...stepLimits(spec, facts), ...watch }, { alone: true });
}

describe('limits of a step', () => {
  it('are those of the run where the step has none, or a longer one', () => {
    expect(stepLimits(specOf({ seconds: 1 }), undefined)).toEqual({ seconds: 600, megabytes: 1024 });
    expect(stepLimits(specOf({ seconds: 3600 }), facts)).toEqual({ seconds: 600, megabytes: 1024 });
    expect(stepLimits(specOf({ seconds: 1 }), facts).seconds).toBeLessThan(60);
  });

  // Both would take longer than the test may: half an hour of a function that hears nothing, and for ever.
  it.each([
    ['deaf', "SELECT levenshtein(repeat(repeat('a', 1000), 1000), repeat(repeat('b', 1000), 1000)) AS d"],
    ['endless', 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) AS n FROM t'],
  ])('end a query that is %s', { timeout: 60_000 }, async (name, query) => {
    const end = await run(name, query);
    expect(end).toMatchObject({
      ok: false,
      retryable: false,
      error: { code: 'sql-time-limit', family: 'pipeline', place: 'Last week › query' },
    });
  });

  it('tell whether a result may be used again', async () => {
    expect(await run('same', 'SELECT 1 AS a')).toMatchObject({ ok: true, answer: { kind: 'done' } });
    const chance = await run('chance', 'SELECT random() AS a');
    expect(chance).toMatchObject({ ok: true, answer: { repeats: false } });
  });
});
