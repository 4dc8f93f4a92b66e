import { z } from 'zod';
import { guestParams, guestTimeLimit } from '../code/guest-params';
import { targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';
import { taskParam } from './task-param';

const title = 'Python model';

const start = `from millrace import features, inputs, keep_model, target
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

train = inputs["train"]
prepare = make_column_transformer(
    (SimpleImputer(), make_column_selector(dtype_include="number")),
    (OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_exclude="number")),
)
model = make_pipeline(prepare, RandomForestClassifier(random_state=0))
model.fit(train[features], train[target])
keep_model(model)
`;

export const pythonModel = defineStep({
  type: 'python-model',
  version: 1,
  stage: 'train',
  title,
  summary: 'Trains a model with Python code of your own, and lets it predict like any other.',
  doc: `The code gets the train rows and leaves an estimator: anything with \`predict\`, and for classes \`predict_proba\`. It runs as in the Python step, in an environment of the worker, without network and without other files. The module \`millrace\` is there:

| | |
|---|---|
| \`inputs["train"]\` | the train rows as a pandas DataFrame: the features, then the target |
| \`inputs["validation"]\` | the validation rows, where the split has any: ask \`"validation" in inputs\` |
| \`inputs.rows("train")\` | the same as a list of dicts; needs no package |
| \`features\`, \`target\` | the names of the columns |
| \`params\` | a dict of the parameters |
| \`metric(name, value)\` | a figure that stands with the model |
| \`keep_model(model)\` | hands the estimator over; the last one counts |

Numbers and booleans come as decimal numbers, texts as texts, missing cells as missing. For classes the target is text. The estimator is asked with what the code read: with a DataFrame of the features, or with a list of dicts where it read \`inputs.rows\`; \`keep_model(model, reads="matrix")\` asks with the numbers alone. Its \`classes_\` say which probability is which; without them \`keep_model(model, classes=[…])\` does. Without \`predict_proba\` the class it predicts gets all of the probability.

The estimator is pickled and kept with the code and the versions of its packages. Evaluate, Explain, Compare candidates and Batch score start a Python that loads it once and answers blocks of rows, in the same fence. It needs an environment of the same name on the worker. Kept **as ONNX** a model needs no Python to answer. That takes \`skl2onnx\` and a model of scikit-learn; code that writes the file \`out/model.onnx\` by itself is taken the same way. Behind an endpoint both answer as any other model does: the one that Python keeps from a process of its own, where the environment is.`,
  synonyms: ['scikit-learn', 'sklearn', 'xgboost', 'lightgbm', 'estimator', 'pickle', 'joblib', 'custom model', 'code'],
  icon: 'file-code',
  params: z.object({
    target: targetParam(),
    task: taskParam(),
    code: param(z.string().max(200_000).default(start), { title: 'Code', widget: 'python' }),
    keep: param(z.enum(['python', 'onnx']).default('python'), {
      title: 'Keep the model as',
      description: 'Python answers by the estimator itself. ONNX answers without Python.',
      labels: { python: 'Python', onnx: 'ONNX' },
    }),
    ...guestParams,
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: {
    seesLabel: true,
    deterministic: true,
    ownProcess: true,
    foreignCode: true,
    notInNode: true,
    foreignModel: true,
  },
  needs: 'python',
  cost: (_params, rows) => ({ seconds: 2 + rows / 5e4, megabytes: 1024 + rows / 1e3 }),
  // The code and the first answers of its model are limited one by one, and say so themselves.
  ownLimit: ({ seconds }, name) => ({ seconds: 2 * seconds + 60, error: guestTimeLimit(name, seconds) }),
  describe: ({ code }) => estimatorOf(code) ?? 'No model yet',
  inferSchema(params, inputs) {
    const needs = { title, target: params.target, native: true, predicts: 'either' } as const;
    const { outputs, issues } = inferTrainer(needs, inputs);
    if (/\bkeep_model\b|model\.onnx/.test(params.code)) return { outputs, issues };
    const message = 'The code keeps no model. Give the estimator to keep_model(model).';
    return { outputs, issues: [...issues, { code: 'no-model-kept', severity: 'error', message, param: 'code' }] };
  },
});

/** The first line that makes a model, as far as one can tell. */
function estimatorOf(code: string): string | undefined {
  const lines = code.split('\n').map((line) => line.trim());
  const says = (pattern: RegExp) => lines.find((line) => pattern.test(line))?.slice(0, 60);
  return says(/^model\s*=/) ?? says(/keep_model\(/);
}
