import type { Check } from '../check';
import { type Claim, fillUnshown } from '../unshown';
import { qualityClaims } from './quality-claims';

const boostedTrees = 'boosted trees';
const equalBytes = 'equal bytes';
const stepFailsAlone = 'one step fails and names it, the worker lives';
const testsPass = 'its tests pass';

/**
 * Everything that training and evaluation have to show, by part. A claim is not built until a part shows it: what
 * nobody has worked on yet is seen here, with what it is measured by, and counts as short.
 */
export const trainClaims = {
  models: [
    { claim: 'every train step of the library fits a real set', bar: '21 of 21 steps' },
    { claim: 'every model: save, load, predict', bar: 'identical bits' },
    { claim: 'every trainer: same rows, settings and seed give the same model', bar: equalBytes },
    { claim: 'model card: its front matter is read by huggingface_hub', bar: 'every field' },
  ],
  quality: qualityClaims,
  speed: [
    { claim: `${boostedTrees}, 100,000 x 20, two threads: fit`, bar: '<= 1.0x LightGBM, 4 of 5 rounds' },
    { claim: `${boostedTrees}, 100,000 x 20: mean AUC of 5 variants a side`, bar: 'within 0.002 of LightGBM' },
    { claim: `${boostedTrees}, 1,000,000 x 20, two threads: fit`, bar: '<= 1.0x LightGBM, 4 of 5 rounds' },
    { claim: `${boostedTrees}, 1,000,000 x 20: mean AUC of 5 variants a side`, bar: 'within 0.002 of LightGBM' },
    { claim: 'small dense net, 108-64-32-1: fit of 10 epochs', bar: '<= 0.67x MLP of scikit-learn, 4 of 5 rounds' },
  ],
  threads: [
    { claim: `${boostedTrees} on 1, 2, 3 and 4 threads`, bar: equalBytes },
    { claim: `${boostedTrees}: a thread killed in a fit, then the next try`, bar: 'one error, then equal bytes' },
    { claim: 'data-parallel nets with a fixed number of copies', bar: equalBytes },
    { claim: 'folds and trials go to all workers, and the plan says so', bar: 'each worker has some' },
    { claim: 'a GPU step goes only to a worker that announces a GPU', bar: 'there alone, or the plan says so' },
  ],
  resume: [
    { claim: 'every resumable trainer: killed at 50 %, resumed', bar: `${equalBytes}, < 5 % of the rounds again` },
    { claim: 'curves of a running fit outlive the page and the attempt', bar: 'every point once' },
    { claim: '"Stop and keep the best so far" at half the rounds', bar: 'a model of these rounds, never cached' },
  ],
  search: [
    { claim: '200 trials, the worker killed every 20 s', bar: 'the best trial and model of an undisturbed search' },
    { claim: '200 trials: own CPU time while other load is below 0.2 a core', bar: '>= 1.7 cores' },
    { claim: 'a search with a time budget of 5 minutes', bar: 'ends within it and one trial' },
    { claim: 'a trial that fails', bar: 'is one failed trial, the search goes on' },
  ],
  'train-all': [
    { claim: 'a time budget, nothing else: candidates', bar: 'every suitable family, baseline included' },
    { claim: 'a time budget: its end', bar: 'within it and one trial' },
  ],
  ties: [
    { claim: 'equal candidates in 400 simulations', bar: 'tie in >= 95 %' },
    { claim: 'a better candidate in 400 simulations', bar: 'separates' },
    { claim: 'intervals of 95 % in 400 simulations', bar: 'cover 93 to 97 %' },
  ],
  mlflow: [
    { claim: "MLflow's Python client: its ordinary script, unchanged", bar: 'runs, metrics, artifacts, search, alias' },
    { claim: 'its recorded requests, replayed in npm test', bar: 'equal answers' },
  ],
  onnx: [
    { claim: 'every tabular model, exported: the checker of ONNX', bar: 'passes with full_check' },
    { claim: 'every tabular model, exported: answers on 1,000 rows', bar: 'equal labels, < 1e-5 apart' },
    { claim: 'models of scikit-learn and LightGBM, imported', bar: 'their own answers, < 1e-5 apart' },
  ],
  capsule: [
    { claim: 'a failed step in the inspector by one command', bar: 'its breakpoint is hit' },
    { claim: 'a step run again from its capsule', bar: 'equal bytes, or the same error' },
    { claim: 'why did it fail: 8 kinds of planted faults', bar: 'the true cause first, 8 of 8' },
    { claim: 'bisect between a good and a bad run', bar: 'the planted cause in <= log2(n) + 1 runs' },
  ],
  python: [
    { claim: 'python step: a table, an ONNX model, a model kept as it is', bar: '3 of 3 arrive' },
    { claim: 'notebook step: the executed notebook', bar: 'is an artifact' },
    { claim: 'pipeline of scikit-learn behind an endpoint: online, in batch', bar: 'same labels, < 1e-5 apart' },
    { claim: 'no interpreter, no package', bar: 'the step says what to install, all else runs' },
  ],
  'bad-input': [
    { claim: 'columns of NaN alone, constant columns', bar: 'left out and named' },
    { claim: 'one class in a fold', bar: 'the fold says so, the others count' },
    { claim: 'a category of 10,000 levels', bar: 'trains' },
    { claim: 'more columns than rows', bar: 'trains' },
    { claim: 'a target that is an id', bar: 'refused with a next step' },
    { claim: 'three rows', bar: 'refused or trained, never a crash' },
    { claim: 'infinite values', bar: 'named by column' },
    { claim: 'a class that train rows do not have', bar: 'never counted as another' },
    { claim: 'a series with gaps and duplicates', bar: 'said, and the rule that was applied' },
    { claim: 'a net that diverges', bar: 'stopped with a reason' },
    { claim: 'a fit that runs out of memory', bar: stepFailsAlone },
    { claim: 'a checkpoint that is damaged', bar: 'put aside, the fit starts anew' },
    { claim: 'ONNX with external data paths, or of 10 GB by its word', bar: 'refused before it is parsed' },
    { claim: 'a notebook that never ends', bar: stepFailsAlone },
  ],
  browser: [
    { claim: 'browser test: leaderboard with ties', bar: testsPass },
    { claim: 'browser test: experiments, grouped over seeds', bar: testsPass },
    { claim: 'browser test: compare runs', bar: testsPass },
    { claim: 'browser test: a search and its best so far', bar: testsPass },
    { claim: 'browser test: stop and keep the best so far', bar: testsPass },
    { claim: 'browser test: a model page and its card', bar: testsPass },
    { claim: 'browser test: capabilities of workers', bar: testsPass },
  ],
} as const satisfies Record<string, readonly Claim[]>;

export type TrainPart = keyof typeof trainClaims;

/** What a part has shown, and in the place of each claim it has not spoken of, that nothing shows it. */
export function withUnshown(part: TrainPart, shown: readonly Check[]): Check[] {
  return fillUnshown({ part, claims: trainClaims[part], shown });
}

/** One claim of a part, by its words. */
export function claimOf(part: TrainPart, words: string): Claim & { part: TrainPart } {
  const claims: readonly Claim[] = trainClaims[part];
  const found = claims.find(({ claim }) => claim === words);
  if (found === undefined) throw new Error(`nothing is claimed in these words of ${part}: ${words}`);
  return { part, ...found };
}
