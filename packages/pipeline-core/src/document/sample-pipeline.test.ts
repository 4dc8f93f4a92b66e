import { describe, expect, it } from 'vitest';
import { validatePipeline } from '../validate';
import { samplePipeline, samplePipelines } from './sample-pipeline';

describe('samplePipeline', () => {
  it.each(samplePipelines.map(({ sample }) => sample))('%s can run as it is', (sample) => {
    const document = samplePipeline(sample);
    const issues = validatePipeline({ document }).issues;
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(Object.values(document.steps).map(({ type }) => type)).toContain('deploy');
  });
});
