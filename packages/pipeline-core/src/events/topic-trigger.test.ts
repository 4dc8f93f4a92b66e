import { describe, expect, it } from 'vitest';
import { pipelineIdSchema } from '../ids';
import type { Json } from '../json';
import { busEventSchema } from './cloud-event';
import { advanceTrigger, findTriggerCycle, isOwnRun, type TriggerSeen } from './topic-trigger';

const event = (topic: string, offset: number, subject: string | null = null, data: Json = null) =>
  busEventSchema.parse({
    ...{ id: `e${offset}`, source: '/s', type: 't', subject, topic, offset, data, traceparent: null },
    ...{ time: new Date(0), receivedAt: new Date(0) },
  });

describe('a trigger', () => {
  it('on any condition fires at each event that meets one', () => {
    const trigger = {
      mode: 'any' as const,
      conditions: [{ topic: 'a', subject: 'datasets/1' }, { topic: 'b' }],
      seen: {},
    };
    expect(advanceTrigger(trigger, event('a', 1, 'datasets/2'))).toBeNull();
    expect(advanceTrigger(trigger, event('a', 2, 'datasets/1'))?.fires).toEqual(['a:2']);
    expect(advanceTrigger(trigger, event('b', 1))?.fires).toEqual(['b:1']);
  });

  it('may ask what the data of an event say', () => {
    const trigger = { mode: 'any' as const, conditions: [{ topic: 'a', where: { status: 'succeeded' } }], seen: {} };
    expect(advanceTrigger(trigger, event('a', 1, null, { status: 'failed' }))).toBeNull();
    expect(advanceTrigger(trigger, event('a', 2, null, 'succeeded'))).toBeNull();
    expect(advanceTrigger(trigger, event('a', 3, null, { status: 'succeeded' }))?.fires).toEqual(['a:3']);
  });

  it('on all conditions fires once for each time that all have come, in any order', () => {
    const conditions = [
      { topic: 'a', subject: 'datasets/1' },
      { topic: 'a', subject: 'datasets/2' },
    ];
    let seen: TriggerSeen = {};
    const fired: (readonly string[])[] = [];
    const come = (offset: number, subject: string) => {
      const next = advanceTrigger({ mode: 'all', conditions, seen }, event('a', offset, subject));
      seen = next?.seen ?? seen;
      if (next?.fires) fired.push(next.fires);
    };
    come(1, 'datasets/2');
    come(2, 'datasets/2');
    expect(fired).toEqual([]);
    come(3, 'datasets/1');
    come(4, 'datasets/1');
    come(5, 'datasets/2');
    expect(fired).toEqual([
      ['a:3', 'a:2'],
      ['a:4', 'a:5'],
    ]);
  });
});

describe('pipelines that start each other', () => {
  const id = (n: number) => pipelineIdSchema.parse(`00000000-0000-4000-8000-00000000000${n}`);
  const after = (pipeline: number, ...ends: number[]) => ({
    pipelineId: id(pipeline),
    conditions: ends.map((end) => ({ topic: 'run-finished', subject: `pipelines/${id(end)}` })),
  });

  it('are found before they do it for ever', () => {
    expect(findTriggerCycle([after(2, 1), after(3, 2)], after(1, 3))).toEqual([id(1), id(2), id(3), id(1)]);
    expect(findTriggerCycle([after(2, 1), after(3, 2)], after(4, 3))).toBeNull();
    expect(findTriggerCycle([after(2, 1)], { pipelineId: id(1), conditions: [{ topic: 'run-finished' }] })).toEqual([
      id(1),
      id(2),
      id(1),
    ]);
  });

  it('do not hear the end of their own runs', () => {
    const any = { pipelineId: id(1), conditions: [{ topic: 'run-finished' }] };
    expect(findTriggerCycle([], any)).toBeNull();
    expect(isOwnRun(any, event('run-finished', 1, `pipelines/${id(1)}`))).toBe(true);
    expect(isOwnRun(any, event('run-finished', 1, `pipelines/${id(2)}`))).toBe(false);
  });
});
