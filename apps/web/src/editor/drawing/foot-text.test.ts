import { stepIdSchema } from '@millrace/pipeline-core/ids';
import type { PlanItem } from '@millrace/pipeline-core/plan';
import type { StepStatus } from '@millrace/pipeline-core/run';
import { describe, expect, it } from 'vitest';
import { footText, isUnderWay } from './foot-text';

const plan: PlanItem = {
  step: stepIdSchema.parse('trees'),
  title: 'Trees',
  decision: 'runs',
  reason: 'parameter `rounds` changed from 200 to 300',
  seconds: 1,
};
const facts = (status: StepStatus, live: boolean) => ({ run: { status, runNumber: 6 }, live, plan });

describe('the foot of the settings of a step', () => {
  it('says what the run that is going on does with it, not what was planned before', () => {
    expect(footText(facts('running', true))).toBe('Run 6 is at it');
    expect(footText(facts('ready', true))).toBe('Run 6 has it before it');
    expect(footText(facts('succeeded', true))).toBe('Done in run 6');
    expect([isUnderWay(facts('running', true)), isUnderWay(facts('succeeded', true))]).toEqual([true, false]);
  });

  it('says what the next run would do once that one is over, or has given the step up', () => {
    expect(footText(facts('running', false))).toBe('Will run: parameter rounds changed from 200 to 300');
    expect(footText(facts('failed', true))).toBe('Will run: parameter rounds changed from 200 to 300');
    expect(footText({ ...facts('succeeded', false), plan: { ...plan, decision: 'may-be-reused', reason: 'x' } })).toBe(
      'May run: x',
    );
    expect(footText({ ...facts('succeeded', false), plan: undefined })).toBe('');
  });
});
