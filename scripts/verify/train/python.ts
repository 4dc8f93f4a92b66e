import { createHash } from 'node:crypto';
import { type OwnProduct, startOwnProduct } from '../../bench/own-product';
import { installPythonPeer, PeerMissingError } from '../../bench/peers';
import { checkServedSklearn } from '../../interop/served-sklearn';
import type { Log } from '../../log';
import { attempt, type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { drawSteps } from '../data/draw';
import { type DataProject, openProject, tableOf } from '../data/project';
import type { Claim } from '../unshown';
import { trainClaims, withUnshown } from './claims';

const part = 'python';
/** What the guests of this proof import. */
const packages = ['pandas', 'pyarrow', 'scikit-learn', 'skl2onnx', 'nbclient', 'ipykernel'];

/** Python as a guest of a product of its own: with an environment that has everything, with a bare one, and with none. */
export async function verifyPython(context: VerifyContext): Promise<Check[]> {
  const [models, notebook, served, missing] = trainClaims.python.map((claim) => ({ part, ...claim }));
  if (models === undefined || notebook === undefined || served === undefined || missing === undefined)
    throw new Error('claims are gone');
  const python = await install('guests', packages, context.log);
  const bare = await install('bare', ['pip'], context.log);
  if (python instanceof PeerMissingError || bare instanceof PeerMissingError) {
    const note = `the environments cannot be made: ${[python, bare].find((one) => one instanceof Error)}`;
    return withUnshown(
      part,
      [models, notebook, served, missing].map((claim) => skipped({ ...claim, note })),
    );
  }
  const able = { PYTHON_ENVS: `full=${python},bare=${bare}` };
  const checks = await withProduct(context, { name: 'verify-python', variables: able }, async (project) => [
    ...(await attempt(models, async () => [await checkModels(project, models)])),
    ...(await attempt(notebook, async () => [await checkNotebook(project, notebook)])),
    ...(await attempt(served, async () => [
      await checkServedSklearn(project, { claim: served, environment: 'full', seed: context.seed, log: context.log }),
    ])),
    ...(await attempt(missing, async () => [await checkMissing(context, { project, claim: missing })])),
  ]);
  return withUnshown(part, checks);
}

async function install(name: string, wanted: string[], log: Log): Promise<string | PeerMissingError> {
  return installPythonPeer(name, wanted, log).catch((error: unknown) => {
    if (!(error instanceof PeerMissingError)) throw error;
    log(`PYTHON CANNOT BE HAD, guests are not run: ${error.message}`);
    return error;
  });
}

async function withProduct<T>(
  context: VerifyContext,
  o: { name: string; variables: Record<string, string> },
  work: (project: DataProject) => Promise<T>,
): Promise<T> {
  const product: OwnProduct = await startOwnProduct({ ...o, log: context.log });
  try {
    return await work(await openProject({ ...context, product: async () => product }, 'Guests'));
  } finally {
    await product.stop();
  }
}

const sample = { type: 'sample-data' };
const fits = `
import hashlib
from millrace import inputs, output, output_file
from sklearn.linear_model import LogisticRegression
table = inputs["a"]
numbers = table.select_dtypes("number").dropna(axis=1)
model = LogisticRegression().fit(numbers.to_numpy("float32"), numbers.iloc[:, 0] > numbers.iloc[:, 0].median())
`;
const asOnnx = `${fits}
from skl2onnx import to_onnx
text = to_onnx(model, numbers.to_numpy("float32")[:1]).SerializeToString()
`;
/** What arrives has the hash that the guest saw. */
const gives = `
open("model.bin", "wb").write(text)
output_file("model.bin")
output("table", [{"hash": hashlib.sha256(text).hexdigest()}])
`;

/** An estimator of scikit-learn that Python keeps; Evaluate asks it. */
const keeps = `
from millrace import features, inputs, keep_model, target
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
train = inputs["train"]
numbers = (SimpleImputer(), make_column_selector(dtype_include="number"))
texts = (OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_exclude="number"))
model = make_pipeline(make_column_transformer(numbers, texts), RandomForestClassifier(random_state=0))
keep_model(model.fit(train[features], train[target]))
`;

async function checkModels(project: DataProject, claim: Claim & { part: string }): Promise<Check> {
  const step = (code: string) => ({ type: 'python', params: { code, environment: 'full' }, from: { a: 'data.table' } });
  const table = 'from millrace import inputs, output\ntable = inputs["a"]\noutput("table", table[table.columns[:2]])\n';
  const kept = { code: keeps, environment: 'full' };
  const steps = {
    data: sample,
    table: step(table),
    onnx: step(asOnnx + gives),
    split: { type: 'split-rows', params: { strategy: 'stratified' }, from: { table: 'data.table' } },
    kept: { type: 'python-model', params: kept, from: { rows: 'split.split' } },
    judged: { type: 'evaluate', from: { model: 'kept.model', rows: 'split.split' } },
  };
  const run = await project.runDrawing('Guests', drawSteps(steps));
  const all = { limit: 1 };
  const [before, after] = await Promise.all(
    ['data', 'table'].map((name) => project.client.window(tableOf(run, name), all)),
  );
  const outputsOf = (name: string): Record<string, string> =>
    run.steps.find(({ step: id }) => id === name)?.outputs ?? {};
  const outputs = outputsOf('onnx');
  const said = outputs.table === undefined ? undefined : await project.client.window(outputs.table, all);
  const at = said?.columns.findIndex((column) => column.name === 'hash') ?? -1;
  const arrived = [
    after !== undefined && after.total > 0 && after.total === before?.total,
    outputs.file !== undefined && said?.rows[0]?.[at] === outputs.file,
    outputsOf('kept').model !== undefined && outputsOf('judged').evaluation !== undefined,
  ];
  const count = arrived.filter(Boolean).length;
  return checked({ ...claim, figure: `${count} of 3`, pass: count === 3 });
}

const cell = (source: string) => ({ cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null });

async function checkNotebook(project: DataProject, claim: Claim & { part: string }): Promise<Check> {
  const cells = [cell('from millrace import inputs\ntable = inputs["a"]'), cell('table.describe()')];
  const notebook = JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells });
  const step = { type: 'notebook', params: { notebook, environment: 'full' }, from: { a: 'data.table' } };
  const run = await project.runDrawing('Notebook', drawSteps({ data: sample, notebook: step }));
  const made = run.steps.find(({ step: id }) => id === 'notebook')?.outputs.notebook;
  const given = createHash('sha256').update(notebook).digest('hex');
  const pass = made !== undefined && made !== given;
  return checked({ ...claim, figure: pass ? 'is one' : 'is none', pass });
}

/** A step in an environment without its package, one on a product without Python; and in both the rest runs. */
async function checkMissing(
  context: VerifyContext,
  { project, claim }: { project: DataProject; claim: Claim & { part: string } },
): Promise<Check> {
  const code = 'import pandas\n';
  const draw = (params: object) =>
    drawSteps({ data: sample, guest: { type: 'python', params, from: { a: 'data.table' } } });
  const failure = (run: Promise<unknown>) =>
    run.then(
      () => 'it succeeded',
      (error: unknown) => String(error),
    );
  const bare = await failure(project.runDrawing('Bare', draw({ code, environment: 'bare' })));
  const none = await withProduct(
    context,
    { name: 'verify-no-python', variables: { ALLOW_PYTHON: 'no' } },
    async (other) => {
      const refused = await failure(other.runDrawing('None', draw({ code })));
      const rest = await other.runDrawing(
        'Rest',
        drawSteps({ data: sample, rows: { type: 'sort-rows', from: { table: 'data.table' } } }),
      );
      return { refused, rest: rest.status };
    },
  );
  const said = [/-m pip install pandas/.test(bare), /needs a Python environment/.test(none.refused)];
  const pass = said.every(Boolean) && none.rest === 'succeeded';
  const note = pass ? {} : { note: [bare, none.refused].join('; ').slice(0, 600) };
  return checked({
    ...claim,
    figure: `${said.filter(Boolean).length} of 2 say it, the rest ${none.rest}`,
    pass,
    ...note,
  });
}
