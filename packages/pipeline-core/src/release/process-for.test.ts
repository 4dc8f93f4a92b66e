import { expect, it } from 'vitest';
import { endpointConfigSchema, lastAnswerSchema } from './endpoint-config';
import { processFor } from './process-for';

it('is what the endpoint says, else what the format needs', () => {
  expect(processFor({}, 'tree-ensemble')).toBe('shared');
  expect(processFor({}, 'image-net')).toBe('own');
  expect(processFor({ process: 'own' }, 'tree-ensemble')).toBe('own');
  expect(processFor({ process: 'shared' }, 'image-net')).toBe('shared');
});

it('is one of its own for what is asked through a library or another language, whatever the endpoint says', () => {
  expect(processFor({}, 'onnx')).toBe('own');
  expect(processFor({ process: 'shared' }, 'onnx')).toBe('own');
  expect(processFor({ process: 'shared' }, 'python')).toBe('own');
});

it('revisions of before the setting read as they did', () => {
  const release = '00000000-0000-4000-8000-000000000001';
  const config = endpointConfigSchema.parse({ v: 1, routes: [{ release, weight: 1 }], chain: [] });
  expect(config).not.toHaveProperty('process');
  expect(config.last).toEqual({ kind: 'error' });
  expect(lastAnswerSchema.parse({ kind: 'cached' })).toEqual({ kind: 'cached', seconds: 3_600 });
});
