import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerGap, roundingOf } from '@millrace/pipeline-core/release';
import { withFolder } from '../bench/context';
import type { Log } from '../log';
import { waitForEndpoint } from '../quickstart/run-quickstart';
import { type Check, checked } from '../verify/check';
import { drawSteps } from '../verify/data/draw';
import type { DataProject } from '../verify/data/project';
import { type Answer, askNatively, scoreBatch } from '../verify/serve/asked-ways';
import type { Claim } from '../verify/unshown';
import { mixedTable } from './oip-tables';

/** An ordinary pipeline of scikit-learn, as people write it; linear and with trees, so that rounding has a part in it. */
const code = `
from millrace import features, inputs, keep_model, target
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

train = inputs["train"]
numbers = make_pipeline(SimpleImputer(), StandardScaler())
prepare = make_column_transformer(
    (numbers, make_column_selector(dtype_include="number")),
    (OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_exclude="number")),
)
both = VotingClassifier(
    [("line", LogisticRegression()), ("trees", RandomForestClassifier(20, random_state=0))], voting="soft"
)
keep_model(make_pipeline(prepare, both).fit(train[features], train[target]))
`;

const name = 'sklearn';
const rowsAsked = 300;

/** Trains in a step, deploys by a step, and asks the endpoint row by row, all at once, and as a batch. */
export async function checkServedSklearn(
  project: DataProject,
  o: { claim: Claim & { part: string }; environment: string; seed: number; log: Log },
): Promise<Check> {
  const { product, key, client } = project;
  const table = mixedTable(1_500, o.seed);
  const dataset = await withFolder('sklearn', async (scratch) => {
    const file = path.join(scratch, `${name}.csv`);
    writeFileSync(file, table.csv);
    return client.upload(file, name);
  });
  const run = await project.runDrawing('Behind an endpoint', drawing(dataset.id, o.environment));
  const { url } = await waitForEndpoint(client, run.id, o.log);
  const rows = table.rows.slice(0, rowsAsked);
  const ask = { url: `${url}/predict`, key };
  const together = await whenLoaded(() => askNatively(ask.url, { rows, key }));
  const alone: Answer[] = [];
  for (const row of rows.slice(0, 50)) alone.push(...(await askNatively(ask.url, { rows: [row], key })));
  const source = { webUrl: product.webUrl, key };
  const batch = await scoreBatch(source, { endpoint: name, name, rows });
  const gap = Math.max(farthest(together, batch), farthest(together.slice(0, alone.length), alone));
  const labels = new Set(together.map(({ prediction }) => prediction));
  return checked({
    ...o.claim,
    figure: `${gap.toExponential(1)} apart`,
    pass: gap <= roundingOf('python').most && labels.size === 2,
    note: `${together.length} rows together, ${alone.length} alone, ${batch.length} as a batch`,
  });
}

/** An endpoint that was just made is loaded by the process that scores a moment later; until then it says so. */
async function whenLoaded<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt >= 150 || !String(error).includes('not-loaded')) throw error;
      await sleep(200);
    }
  }
}

function drawing(dataset: string, environment: string) {
  return drawSteps({
    data: { type: 'dataset', params: { dataset } },
    split: { type: 'split-rows', params: { strategy: 'stratified', target: 'churn' }, from: { table: 'data.table' } },
    model: { type: 'python-model', params: { code, target: 'churn', environment }, from: { rows: 'split.split' } },
    judged: { type: 'evaluate', from: { model: 'model.model', rows: 'split.split' } },
    release: {
      type: 'register-model',
      params: { name },
      from: { model: 'model.model', rows: 'split.split', evaluation: 'judged.evaluation' },
    },
    deploy: { type: 'deploy', params: { endpoint: name }, from: { release: 'release.release' } },
  });
}

/** The largest difference between two lists of answers; infinite where a label, a class or a row is another. */
export function farthest(one: readonly Answer[], other: readonly Answer[]): number {
  if (one.length !== other.length || one.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(
    ...one.flatMap(({ prediction, probabilities = {} }, at) => {
      const there = other[at];
      if (there?.prediction !== prediction) return Number.POSITIVE_INFINITY;
      const shares = Object.entries(probabilities);
      if (shares.length === 0) return Number.POSITIVE_INFINITY; // nothing would be compared
      return shares.map(([label, share]) =>
        answerGap(share, there.probabilities?.[label] ?? Number.NaN, roundingOf('python')),
      );
    }),
  );
}
