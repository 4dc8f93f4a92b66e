import { z } from 'zod';
import { defineStep, type StepIssue } from '../define-step';
import { param } from '../param';
import { guestParams, guestTables, guestTimeLimit, inferGuest } from './guest-params';
import { readNotebook } from './notebook-file';

export const notebook = defineStep({
  type: 'notebook',
  version: 1,
  stage: 'code',
  title: 'Notebook',
  summary: 'Runs a Jupyter notebook of yours over the connected tables and keeps it as it was executed.',
  doc: `Drop an \`.ipynb\` file on the step, or paste one. Its cells run in order in a Python environment of the worker that has \`nbclient\` and \`ipykernel\`, in a process that sees its inputs, its own folder and nothing else. The module \`millrace\` is there as in the Python step: \`inputs\`, \`params\`, \`output\`, \`metric\`, \`output_file\`.

Parameters are set in a cell of their own, behind the cell tagged \`parameters\` (or at the top when there is none), so the values of that cell are the defaults: the convention of papermill.

The executed notebook, with everything its cells printed and drew, is shown on the page of the run and can be downloaded there. A notebook need not give a table.

A cell that runs longer than its limit ends the step, and so does an error; both name the cell and its line.

The columns are known when it has run. Marks of a split are not kept.`,
  synonyms: ['jupyter', 'ipynb', 'papermill', 'python', 'report', 'code'],
  icon: 'notebook-text',
  params: z.object({
    notebook: param(z.string().max(2_000_000).default(''), { title: 'Notebook', widget: 'notebook' }),
    ...guestParams,
    cellSeconds: param(z.int().min(1).max(86_400).default(300), {
      title: 'Stop a cell after',
      unit: 'seconds',
      advanced: true,
    }),
  }),
  inputs: guestTables,
  outputs: {
    table: { type: 'Table', title: 'Table' },
    metrics: { type: 'Metrics', title: 'Figures' },
    file: { type: 'File', title: 'File' },
    notebook: { type: 'File', title: 'Executed notebook' },
  },
  flags: { changesRowCount: true, deterministic: true, ownProcess: true, foreignCode: true, notInNode: true },
  needs: 'python',
  cost: (_params, rows) => ({ seconds: 3 + rows / 2e5, megabytes: 1024 + rows / 2e3 }),
  ownLimit: ({ seconds }, title) => ({ seconds, error: guestTimeLimit(title, seconds) }),
  describe({ notebook: text }) {
    const read = readNotebook(text);
    if (!read.ok) return 'No notebook yet';
    const count = read.notebook.cells.filter(({ cell_type: type }) => type === 'code').length;
    return count === 1 ? '1 cell of code' : `${count} cells of code`;
  },
  untraceable: 'Rows cannot be followed through a notebook: code does not say which rows its own were made of.',
  inferSchema(params, inputs) {
    const { table, issues } = inferGuest(inputs);
    const opaque = { kind: 'opaque' } as const;
    const outputs = { table, metrics: opaque, file: opaque, notebook: opaque };
    return { outputs, issues: [...notebookIssues(params), ...issues] };
  },
});

function notebookIssues(params: { notebook: string; values: readonly { name: string }[] }): StepIssue[] {
  const issue = (code: string, message: string, at: string): StepIssue => ({
    ...{ code, message, severity: 'error', param: at },
  });
  const read = readNotebook(params.notebook);
  const wrong = params.values
    .map(({ name }) => name.trim())
    .find((name) => name !== '' && !/^[A-Za-z_]\w*$/.test(name));
  return [
    ...(read.ok ? [] : [issue('no-notebook', read.why, 'notebook')]),
    ...(wrong === undefined
      ? []
      : [
          issue(
            'notebook-parameter',
            `“${wrong}” is no name of a variable in Python. Use letters, digits and _.`,
            'values',
          ),
        ]),
  ];
}
