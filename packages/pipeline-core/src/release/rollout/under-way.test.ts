import { expect, it } from 'vitest';
import { runIdSchema } from '../../ids';
import { type InTheWay, inTheWayAdvice, inTheWayWords, underWayWords } from './under-way';

const started = { since: new Date('2026-12-01T12:00:30Z'), who: 'Ada' };
const rollout: InTheWay = { kind: 'rollout', release: 'churn v7', percent: 5, ...started };
const deployment: InTheWay = { kind: 'deployment', release: 'churn v8', waits: false, ...started };

it('says who moves an endpoint, since when, and what to do', () => {
  expect(underWayWords('churn-api', { ...rollout, percent: 0 })).toBe(
    'churn-api is in the middle of a rollout: churn v7 is in shadow, started by Ada on 2026-12-01 12:00 UTC.',
  );
  expect(inTheWayWords('churn-api', rollout, '1 Dec 13:00')).toBe(
    'churn-api is in the middle of a rollout: churn v7 has 5% of its traffic, started by Ada on 1 Dec 13:00.',
  );
  expect(inTheWayAdvice(rollout)).toContain('abort it');
  expect(inTheWayWords('churn-api', deployment)).toBe(
    'Another deployment to churn-api is going on: churn v8 is in its checks, started by Ada on 2026-12-01 12:00 UTC.',
  );
  expect(inTheWayAdvice(deployment)).toMatch(/^Wait for its end: /);
  const packing: InTheWay = {
    kind: 'packing',
    model: 'churn',
    run: { id: runIdSchema.parse('00000000-0000-4000-8000-000000000012'), number: 12 },
    ...started,
  };
  expect(inTheWayWords('churn-api', packing)).toContain(': run 12 packs churn, started by Ada on ');
  expect(inTheWayAdvice(packing)).toContain('cancel its run');
  const waits = { ...deployment, waits: true };
  expect(inTheWayWords('churn-api', waits)).toContain('churn v8 waits for its evaluation');
  expect(inTheWayAdvice(waits)).toContain('cancel it');
});
