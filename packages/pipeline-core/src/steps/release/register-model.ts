import { z } from 'zod';
import { releaseNameSchema } from '../../release/release-name';
import { defineStep } from '../define-step';
import { param } from '../param';

export const registerModel = defineStep({
  type: 'register-model',
  version: 1,
  stage: 'release',
  title: 'Register model',
  summary: 'Packs a model with its preparation as a release under a registered name, with rows that prove its answers.',
  doc: `The release holds everything needed to answer: the model, the preparation it was trained with, the signature, rows that prove that single answers equal the batch result, the evaluation if one is connected, and the model as **model.onnx** where it has a form in ONNX that answers alike (the log says why not). It never changes; the next one under this name gets the next number.

Connect rows the model can be proven on, normally the split. They may have been cast or prepared before: the cells callers will send are read from the table where the preparation starts, row by row.`,
  synonyms: ['release', 'package', 'publish', 'registry', 'save model', 'version'],
  icon: 'package',
  params: z.object({
    name: param(releaseNameSchema.default('model'), {
      title: 'Name',
      description: 'Small letters, digits and dashes.',
      widget: 'model',
    }),
    goldenRows: param(z.int().min(1).max(1000).default(100), {
      title: 'Proof rows',
      description: 'Held-out rows in the release: whoever loads it has to answer them alike.',
      advanced: true,
    }),
  }),
  inputs: {
    model: { type: 'Model', title: 'Model' },
    rows: { type: 'Table', title: 'Rows' },
    evaluation: { type: 'Metrics', title: 'Evaluation', optional: true },
  },
  outputs: { release: { type: 'File', title: 'Release' } },
  origins: { source: 'rows' },
  flags: { effect: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 1 + rows / 1e6, megabytes: 512 }),
  describe: (params) => params.name,
  inferSchema: () => ({ outputs: { release: { kind: 'opaque' } }, issues: [] }),
});
