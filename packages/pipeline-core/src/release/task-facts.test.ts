import { describe, expect, it } from 'vitest';
import { metricLabel, metricNames, primaryMetric } from '../metrics';
import { featureSpecSchema, isTargetTask, outputWidth, taskFacts, taskSchema } from '.';

describe('tasks', () => {
  it('are judged by a metric that has a name for people', () => {
    for (const task of taskSchema.options) {
      expect(metricNames).toContain(primaryMetric(task));
      expect(metricLabel(primaryMetric(task))).not.toBe(primaryMetric(task));
    }
  });

  it('that a target alone calls for have one, and answer a probability per class or one number', () => {
    for (const task of taskSchema.options.filter(isTargetTask)) {
      const { target } = taskFacts[task];
      expect(outputWidth(task, 4)).toBe(target === 'classes' ? 4 : 1);
      expect(target).not.toBeNull();
    }
    expect(taskSchema.options.filter(isTargetTask)).toEqual(['binary', 'multiclass', 'regression']);
    expect(outputWidth('forecast', 0)).toBe(3);
  });
});

describe('features of a model', () => {
  it('of before texts and vectors read as they were written, byte for byte', () => {
    const stored = ['{"name":"x","kind":"number"}', '{"name":"city","kind":"category","levels":["b","a"]}'];
    for (const text of stored) expect(JSON.stringify(featureSpecSchema.parse(JSON.parse(text)))).toBe(text);
  });

  it('may be texts, and vectors that say how wide they are', () => {
    expect(featureSpecSchema.parse({ name: 'note', kind: 'text' })).toEqual({ name: 'note', kind: 'text' });
    expect(featureSpecSchema.safeParse({ name: 'image', kind: 'vector', width: 64 }).success).toBe(true);
    expect(featureSpecSchema.safeParse({ name: 'image', kind: 'vector' }).success).toBe(false);
  });
});
