import { z } from 'zod';
import { missingColumnIssues } from '../columns';
import { targetParam } from '../common-params';
import { defineStep, type StepIssue } from '../define-step';
import { incoming } from '../infer';
import { param } from '../param';
import { trainerOut } from '../ports';
import { targetIssues } from '../target';

const kinds = { auto: 'Automatic', classification: 'A class', regression: 'A number' } as const;

/** The uploaded file: its hash in the store, and what it was called. Empty: none is chosen. */
export const uploadedFileSchema = z.object({ hash: z.string().default(''), name: z.string().default('') });

export const importModel = defineStep({
  type: 'import-model',
  version: 1,
  stage: 'train',
  title: 'Import model',
  summary: 'Takes a model that was trained elsewhere, as an .onnx file, and lets it predict like any other.',
  doc: `The file is uploaded here, or comes from a step that makes one. It may read **one input per column**, named like the column, or **one matrix** of numbers: then the chosen columns fill it in their order, all features if none is chosen. Numbers (float, double, int64, int32, bool) and texts are taken; maps and sequences are not: export from scikit-learn with \`zipmap=False\`.

For classes it needs probabilities, one column per class. Which column is which class is read from the facts of the file, else from the setting, else classes are the values of the target in their order. Where the file also answers with labels, they are compared on the rows: another order of classes is an error, never a wrong answer.

The rows say what the columns are, which steps prepare them and what the truth is; nothing is learned from them. From then on the model is evaluated, compared, explained, registered, deployed and used by Batch score. An endpoint answers with it from a process of its own.

A file may have 512 MB. One that keeps parts of itself in other files, or says it has more than it has, is refused before anything reads it.`,
  synonyms: [
    'onnx',
    'sklearn',
    'scikit-learn',
    'lightgbm',
    'pytorch',
    'bring your own model',
    'external',
    'pretrained',
  ],
  icon: 'file-input',
  params: z.object({
    target: targetParam(),
    file: param(uploadedFileSchema.default({ hash: '', name: '' }), {
      title: 'File',
      description: 'An .onnx file. Not needed where a file is connected.',
      widget: 'upload',
    }),
    task: param(z.enum(['auto', 'classification', 'regression']).default('auto'), {
      title: 'Predicts',
      description: 'Automatic: a class where the file answers with several numbers or with a label, else a number.',
      labels: kinds,
    }),
    columns: param(z.array(z.string()).default([]), {
      title: 'Columns of the matrix',
      description: 'In the order of the file. None chosen: all features, as they stand in the table.',
      widget: 'columns',
      port: 'rows',
      columnTypes: ['boolean', 'integer', 'number'],
      advanced: true,
    }),
    classes: param(z.array(z.string()).default([]), {
      title: 'Classes',
      description:
        'In the order of the probabilities. None: as the file says, or the values of the target in their order.',
      addLabel: 'Add class',
      advanced: true,
    }),
  }),
  inputs: { rows: { type: 'Table', title: 'Rows' }, file: { type: 'File', title: 'ONNX file', optional: true } },
  outputs: trainerOut,
  flags: { deterministic: true, ownProcess: true, foreignModel: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 1 + rows / 1e6, megabytes: 1024 }),
  describe: ({ file }) => (file.name === '' ? 'From a connected file' : file.name.slice(0, 60)),
  references: ({ file }) =>
    file.hash === '' ? [] : [{ name: 'uploaded', kind: 'upload', hash: file.hash, file: file.name }],
  inferSchema(params, inputs) {
    const rows = incoming(inputs, 'rows');
    const issues: StepIssue[] = [
      ...targetIssues(rows, params.target),
      ...missingColumnIssues(rows, params.columns, 'columns'),
    ];
    if (params.file.hash === '' && (inputs.file?.length ?? 0) === 0)
      issues.push({
        code: 'no-file',
        severity: 'error',
        message: 'Choose an .onnx file, or connect one.',
        param: 'file',
      });
    return { outputs: { model: { kind: 'opaque' }, metrics: { kind: 'opaque' } }, issues };
  },
});
