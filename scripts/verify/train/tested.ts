import { type TestedProof, testedParts } from '../tested-claims';
import { type TrainPart, trainClaims } from './claims';

const worker = 'apps/worker/src';
const core = 'packages/pipeline-core/src';
const db = 'packages/db/src';
const longFits = `${worker}/execution/long-fits.test.ts`;
const hostile = `${worker}/executors/train/hostile-tables.test.ts`;
const cases = `${worker}/executors/cases.test.ts`;

/** Claims that unit tests show, each with the tests: a file, and where it holds more, the names that count. */
export const testsOfClaims: TestedProof<TrainPart>['tests'] = {
  models: {
    'every model: save, load, predict': [{ file: `${worker}/data/model-file.test.ts`, name: /bit for bit/ }],
    'every trainer: same rows, settings and seed give the same model': [
      { file: `${worker}/data/model-file.test.ts`, name: /fitted again/ },
    ],
  },
  threads: {
    'boosted trees on 1, 2, 3 and 4 threads': [
      { file: `${worker}/runtimes/forest/threads.test.ts`, name: /any number of threads/ },
    ],
    'boosted trees: a thread killed in a fit, then the next try': [
      { file: `${worker}/runtimes/forest/kernels.test.ts`, name: /one of them dies/ },
    ],
    'data-parallel nets with a fixed number of copies': [
      {
        file: `${worker}/runtimes/dense-net/copies.test.ts`,
        name: /the same bytes on 1, 2, 3 and 4 threads|wherever calls end/,
      },
      { file: `${worker}/runtimes/resume.test.ts`, name: /a net of four copies.*the same bytes/ },
    ],
    'folds and trials go to all workers, and the plan says so': [
      { file: `${worker}/execution/spread-over-workers.test.ts` },
      { file: `${core}/plan/spread-of.test.ts` },
    ],
    'a GPU step goes only to a worker that announces a GPU': [
      { file: `${core}/steps/queue-of.test.ts` },
      { file: `${core}/plan/missing-queues.test.ts` },
    ],
  },
  resume: {
    'every resumable trainer: killed at 50 %, resumed': [
      { file: `${worker}/runtimes/resume.test.ts`, name: /the same bytes/ },
      { file: longFits, name: /to the same bytes/ },
    ],
    'curves of a running fit outlive the page and the attempt': [
      { file: `${db}/repositories/long-fits.test.ts`, name: /points of a step/ },
    ],
    '"Stop and keep the best so far" at half the rounds': [
      { file: longFits, name: /best so far|lost notification/ },
      { file: `${worker}/runtimes/resume.test.ts`, name: /asked to finish/ },
    ],
  },
  search: {
    'a trial that fails': [
      { file: `${worker}/execution/trial-that-died.test.ts` },
      { file: cases, name: /^search hands on the best of its trials/ },
    ],
  },
  capsule: {
    'bisect between a good and a bad run': [
      { file: `${core}/bisect/find-causes.test.ts`, name: /log2\(n\) \+ 1 hybrid runs/ },
      { file: `${worker}/scheduling/advance-bisect.test.ts`, name: /one of four differences/ },
    ],
  },
  'bad-input': {
    'columns of NaN alone, constant columns': [{ file: hostile, name: /constant ones out/ }],
    'a category of 10,000 levels': [{ file: hostile, name: /10,000 levels/ }],
    'more columns than rows': [{ file: hostile, name: /more columns than rows/ }],
    'a target that is an id': [{ file: hostile, name: /target that is an id/ }],
    'three rows': [{ file: hostile, name: /three rows/ }],
    'infinite values': [
      { file: hostile, name: /infinite numbers/ },
      { file: `${worker}/data/ingest/land-arrow.test.ts`, name: /numbers that are infinite/ },
    ],
    'a class that train rows do not have': [{ file: cases, name: /a class that no train row has/ }],
    'a series with gaps and duplicates': [
      { file: cases, name: /two values of one day|passes over a month without a value/ },
    ],
    'a net that diverges': [{ file: cases, name: /the loss runs away/ }],
    'one class in a fold': [{ file: `${core}/metrics/gather-folds.test.ts` }],
    'a fit that runs out of memory': [
      { file: `${worker}/execution/child-pool.test.ts`, name: /fills the heap|replaces a child that failed/ },
    ],
    'ONNX with external data paths, or of 10 GB by its word': [
      {
        file: `${worker}/runtimes/onnx/imported/check-file.test.ts`,
        name: /may not keep tensors in other files|may not say that it has more/,
      },
      { file: `${worker}/executors/train/import-model.test.ts`, name: /before it is read/ },
    ],
    'a notebook that never ends': [{ file: `${worker}/executors/code/notebook.test.ts`, name: /never ends/ }],
    'a checkpoint that is damaged': [{ file: longFits, name: /state is damaged/ }],
  },
};

export const { verifyTested, testedPart } = testedParts({ claims: trainClaims, tests: testsOfClaims });
