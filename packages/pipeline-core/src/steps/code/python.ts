import { z } from 'zod';
import { defineStep } from '../define-step';
import { param } from '../param';
import { guestParams, guestTables, guestTimeLimit, inferGuest } from './guest-params';

const start = `from millrace import inputs, output

table = inputs["a"]
output("table", table)
`;

export const python = defineStep({
  type: 'python',
  version: 1,
  stage: 'code',
  title: 'Python',
  summary: 'Runs Python code of your own over the connected tables, in an environment of yours.',
  doc: `The code runs in a Python environment of the worker, in a process that sees its inputs, its own folder and nothing else. The module \`millrace\` is there:

| | |
|---|---|
| \`inputs["a"]\` | the table at input a, as a pandas DataFrame |
| \`inputs.rows("a")\` | the same as a list of dicts; needs no package |
| \`inputs.path("a")\` | the path of its Parquet file |
| \`params\` | a dict of the parameters |
| \`output("table", table)\` | what comes out: a pandas or polars DataFrame, a pyarrow Table, or a list of dicts |
| \`metric(name, value)\` | a figure of this run |
| \`output_file(path)\` | a file that comes out at the port File |

What the code prints is in the log of the step while it runs. An error is shown with its line. Numbers become integer or number, decimals become number; NaN becomes missing. The index of a DataFrame is left out.

The code has no network, no secret, and no file but those of its folder and its environment. It ends with an error when it takes longer than the limit or more memory than the step has. Packages are those of the environment: Millrace installs none.

The columns are known when it has run. Marks of a split are not kept. The step cuts the feature plan: a model behind it asks for the columns that come out here.`,
  synonyms: ['code', 'script', 'pandas', 'polars', 'numpy', 'custom', 'function'],
  icon: 'file-code',
  params: z.object({
    code: param(z.string().max(200_000).default(start), { title: 'Code', widget: 'python' }),
    ...guestParams,
  }),
  inputs: guestTables,
  outputs: {
    table: { type: 'Table', title: 'Table' },
    metrics: { type: 'Metrics', title: 'Figures' },
    file: { type: 'File', title: 'File' },
  },
  flags: { changesRowCount: true, deterministic: true, ownProcess: true, foreignCode: true, notInNode: true },
  needs: 'python',
  cost: (_params, rows) => ({ seconds: 1 + rows / 2e5, megabytes: 1024 + rows / 2e3 }),
  ownLimit: ({ seconds }, title) => ({ seconds, error: guestTimeLimit(title, seconds) }),
  describe: ({ code }) => firstLine(code) ?? 'No code yet',
  untraceable: 'Rows cannot be followed through Python: code does not say which rows its own were made of.',
  inferSchema(params, inputs) {
    const { table, issues } = inferGuest(inputs);
    if (params.code.trim() === '') {
      const message = 'There is no code yet. Read inputs["a"] and give a table to output("table", …).';
      issues.unshift({ code: 'no-code', severity: 'error', message, param: 'code' });
    }
    return { outputs: { table, metrics: { kind: 'opaque' }, file: { kind: 'opaque' } }, issues };
  },
});

/** The first line that says what the code does. */
function firstLine(code: string): string | undefined {
  const lines = code.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !/^(import|from)\b/.test(line))?.slice(0, 60);
}
