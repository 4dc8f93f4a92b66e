import { z } from 'zod';
import { defineStep } from '../define-step';
import { scoredRows } from '../evaluate/scored-rows';
import { param } from '../param';

export const exportOnnx = defineStep({
  type: 'export-onnx',
  version: 1,
  stage: 'release',
  title: 'Export as ONNX',
  summary: 'Writes a model as an .onnx file that other programs can run, once its answers are proven equal.',
  doc: `The file holds the model and reads the features **as the model reads them**: one input per feature, numbers as doubles and categories as texts, a missing number as NaN and a missing category as an empty text. It answers with \`prediction\`, or with \`label\` and \`probabilities\`.

The preparation before the model (casts, filled cells, encodings, scaling) is **not** in the file. What it consists of stands in the report and among the facts of the file: whoever runs it has to give it prepared cells. A release holds both.

Before the file is published it is run in ONNX Runtime on rows that are connected: test rows, without them validation rows, else all. Labels must be equal and every number less than 0.00001 away from ours (above 1: less than a hundred-thousandth of it); otherwise the step fails and there is no file.

Forecasts and text classifiers have no form in ONNX. Nearest neighbours and DBSCAN carry their rows in the file.`,
  synonyms: ['onnx', 'export', 'portable', 'triton', 'kserve', 'interchange', 'download model'],
  icon: 'file-output',
  params: z.object({
    rows: param(z.int().min(1).max(1000).default(1000), {
      title: 'Rows to prove it on',
      description: 'At most so many, from all over the table.',
    }),
  }),
  inputs: { model: { type: 'Model', title: 'Model' }, rows: scoredRows },
  outputs: {
    onnx: { type: 'File', title: 'ONNX file' },
    parity: { type: 'Metrics', title: 'Proof' },
  },
  flags: { deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 1 + rows / 1e6, megabytes: 512 }),
  describe: (params) => `Proven on ${params.rows} rows`,
  inferSchema: () => ({ outputs: { onnx: { kind: 'opaque' }, parity: { kind: 'opaque' } }, issues: [] }),
});
