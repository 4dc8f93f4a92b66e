import type { StepStatus } from '@millrace/pipeline-core/run';
import { describe, expect, it } from 'vitest';
import { findExplanation } from './find-explanation';

const step = (idx: number, model: number, status: StepStatus, fold?: number) => ({
  idx,
  status,
  spec: { type: 'explain', fold, inputs: { model: [{ idx: model, port: 'model' }] } },
});
const output = (idx: number, port: string, hash: string) => ({ idx, port, artifact: { hash } });
const models = [output(1, 'model', 'trees'), output(2, 'model', 'line')];

describe('the explanation of a candidate', () => {
  it('is what the step made that explains its model', () => {
    const steps = [step(3, 1, 'succeeded'), step(4, 2, 'cached')];
    const outputs = [...models, output(3, 'explanation', 'of trees'), output(4, 'explanation', 'of line')];
    expect(findExplanation({ steps, outputs }, 'trees')).toEqual({ state: 'ready', hash: 'of trees' });
    expect(findExplanation({ steps, outputs }, 'line')).toEqual({ state: 'ready', hash: 'of line' });
  });

  it('may be on its way, may have failed, or nobody asked for it', () => {
    expect(findExplanation({ steps: [step(3, 1, 'running')], outputs: models }, 'trees').state).toBe('waiting');
    expect(findExplanation({ steps: [step(3, 1, 'failed')], outputs: models }, 'trees').state).toBe('failed');
    expect(findExplanation({ steps: [step(3, 1, 'running')], outputs: models }, 'line').state).toBe('none');
    expect(findExplanation({ steps: [step(3, 1, 'running')], outputs: [] }, 'trees').state).toBe('none');
  });

  it('is not that of a fold', () => {
    const outputs = [...models, output(3, 'explanation', 'of a fold')];
    expect(findExplanation({ steps: [step(3, 1, 'succeeded', 2)], outputs }, 'trees').state).toBe('none');
  });
});
