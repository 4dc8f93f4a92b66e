import { expect, it } from 'vitest';
import { refuseForeign } from './refuse-foreign';

it('names the model, and says where it does answer', () => {
  const trainer = { type: 'import-model', title: 'Import model', params: {}, seed: 1 };
  expect(() => refuseForeign({ trainer, format: 'onnx' }, 'Release bundle')).toThrow(
    /^Release bundle: got "Import model", a model in format onnx, .* an endpoint answers with it from a process of its own\./,
  );
});
