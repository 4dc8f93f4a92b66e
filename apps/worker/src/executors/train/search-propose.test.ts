import { deadlineSchema } from '@millrace/pipeline-core/search';
import { expect, it } from 'vitest';
import { scratchFolder } from '../../data/testing/scratch';
import { StepRunner } from '../testing/run-steps';

const hour = 3_600_000;

it('a search has its time by the clock of the database, whatever that of the machine says', async () => {
  const runner = new StepRunner(scratchFolder('search-propose'));
  const before = Date.now();
  const first = await runner.run('search-propose', { params: { round: 0, minutes: 30 }, clockAhead: 5 * hour });
  const { at } = deadlineSchema.parse(first.outputs.deadline?.inline);
  expect(at).toBeGreaterThanOrEqual(before + 5.5 * hour);
  expect(at).toBeLessThan(before + 6.5 * hour);
  const next = { params: { round: 1 }, inputs: { deadline: [[first, 'deadline']] as [[typeof first, string]] } };
  // What another machine makes of it hangs on what it knows of that clock, not on its own.
  const inTime = await runner.run('search-propose', { ...next, clockAhead: 5 * hour });
  expect(inTime.logs).not.toContain('The time is up: nothing more is proposed.');
  const late = await runner.run('search-propose', { ...next, clockAhead: 7 * hour });
  expect(late.logs).toContain('The time is up: nothing more is proposed.');
});
