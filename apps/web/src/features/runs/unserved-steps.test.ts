import { describe, expect, it } from 'vitest';
import { asksForMore, unservedSteps } from './unserved-steps';

const step = (status: string, queue: string, title: string) => ({ status, queue, spec: { title } });

describe('steps that no worker at work can do', () => {
  const steps = [
    step('ready', 'cpu', 'Filter rows'),
    step('ready', 'gpu', 'Wide net'),
    step('ready', 'gpu', 'Wider net'),
    step('waiting', 'gpu', 'Last net'),
    step('running', 'gpu', 'First net'),
  ];

  it('are told with what they wait for', () => {
    expect(unservedSteps(steps, { cpu: 2 })).toEqual([{ need: 'a graphics card', first: 'Wide net', more: 1 }]);
  });

  it('are none where a worker has it, and while nobody knows', () => {
    expect(unservedSteps(steps, { cpu: 2, gpu: 1 })).toEqual([]);
    expect(unservedSteps(steps, null)).toEqual([]);
    expect(unservedSteps([step('ready', 'of a later version', 'New')], { cpu: 2 })).toEqual([]);
  });

  it('are looked for only where one waits that not every worker can do', () => {
    expect(asksForMore(steps)).toBe(true);
    expect(asksForMore([step('ready', 'cpu', 'Filter rows'), step('waiting', 'gpu', 'Net')])).toBe(false);
  });
});
