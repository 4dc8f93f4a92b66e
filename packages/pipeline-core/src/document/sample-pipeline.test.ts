import { describe, expect, it } from 'vitest';
import { validatePipeline } from '../validate';
import { samplePipeline, samplePipelines } from './sample-pipeline';

describe('samplePipeline', () => {
  it.each(samplePipelines.map(({ sample }) => sample))('%s can run as it is', (sample) => {
    const document = samplePipeline(sample);
    const issues = validatePipeline({ document }).issues;
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    const types = Object.values(document.steps).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['explain', 'deploy']));
    // Whoever presses Run is told before that it deploys.
    expect(Object.values(document.notes).map(({ text }) => text)).toEqual([
      expect.stringContaining('deploys it to a sandbox'),
    ]);
  });
});
