import { PipelineError } from '@millrace/pipeline-core/errors';
import { rowWeights } from '../class-weights';
import type {
  FeatureImportance,
  FitContext,
  ModelRuntime,
  RowScorer,
  TextColumn,
  TrainingRows,
} from '../model-runtime';
import { sharesOf } from '../numeric-features';
import { requireClasses } from '../require-classes';
import { taskOfTarget } from '../task-of-target';
import { createPause } from '../turn-event-loop';
import { type Calibration, calibrate } from './calibrate';
import { holdOutRounds, valuesHeldOut, valuesOf } from './held-out';
import { oneVsRest, type SeparateOptions, type Separators } from './one-vs-rest';
import type { TextLinearParams } from './params';
import { loadTextLinear } from './scorer';
import { encodeTextModel } from './stored-text-model';
import { strongestTerms } from './strongest-terms';
import { place, requireTerms, textColumns } from './text-columns';
import { textMatrix } from './text-rows';
import { learnVocabulary, type TermBlock } from './vocabulary';

/** 400 MB of weights. */
const MOST_WEIGHTS = 100_000_000;
/** A place and a number, and room for the copy that a growing array makes. */
const BYTES_PER_ENTRY = 36;
/** Sweeps per class once someone asked for the best so far: enough to separate roughly. */
const FEW_SWEEPS = 3;

/** TF-IDF of words and characters, and a linear separator per class (squared hinge) whose values are calibrated. */
export const textLinearRuntime: ModelRuntime<TextLinearParams, RowScorer> = {
  format: 'text-linear',

  describe: () => ({
    format: 'text-linear',
    title: 'Text classifier',
    tasks: ['binary', 'multiclass'],
    reads: { numbers: false, categories: false, missing: true, text: true },
    resumable: false,
    threads: 'one',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, validation, context }) {
    const { codes, classes } = requireClasses(train.target, place);
    const columns = textColumns(train);
    const pause = createPause(context);
    const blocks = await learnVocabulary({ columns, params, pause });
    const width = blocks.reduce((sum, { terms }) => sum + terms.length, 0);
    checkSize({ width, classes: classes.length, params });
    const mostEntries = Math.floor((context.memoryMegabytes * 1e6) / BYTES_PER_ENTRY);
    const matrix = await textMatrix({ columns, rows: train.rows, blocks, mostEntries, pause });
    const weights = rowWeights(train, params.classWeights);
    const options: SeparateOptions = {
      matrix,
      codes,
      classes: classes.length,
      costs: Float64Array.from({ length: train.rows }, (_, row) => (weights?.[row] ?? 1) / params.strength),
      seed: context.seed,
      maxIterations: () => (context.finish.aborted ? FEW_SWEEPS : params.maxIterations),
      pause,
      report: reporter({
        context,
        classes: classes.length,
        rounds: validation === null ? holdOutRounds(train.rows) : 0,
      }),
    };
    const separators = await oneVsRest(options);
    const calibration = await calibrated({ separators, options, validation, blocks, mostEntries });
    context.progress({ done: 1, total: 1 });
    return {
      format: 'text-linear',
      task: taskOfTarget(train.target),
      features: columns.map(({ name }) => ({ name, kind: 'text' as const })),
      classes,
      importance: columnShares(columns, blocks, separators),
      curve: [],
      ...encodeTextModel({ blocks, separators, calibration }),
      summary: {
        solver: 'dual coordinate descent',
        iterations: separators.iterations,
        terms: width,
        scale: Math.round(calibration.scale * 1000) / 1000,
        ...strongestTerms({ blocks, separators, classes }),
      },
    };
  },

  load: loadTextLinear,
};

/** Validation rows tell how sure the separators may be; without them, train rows that were held out for it. */
async function calibrated(facts: {
  separators: Separators;
  options: SeparateOptions;
  validation: TrainingRows | null;
  blocks: readonly TermBlock[];
  mostEntries: number;
}): Promise<Calibration> {
  const { separators, options, validation, blocks, mostEntries } = facts;
  const { pause, classes } = options;
  if (validation === null) {
    const first = classes === 2 ? 1 : classes;
    return calibrate(await valuesHeldOut({ ...options, report: (done) => options.report(first + done) }), pause);
  }
  const { codes } = requireClasses(validation.target, place);
  const matrix = await textMatrix({
    columns: textColumns(validation),
    rows: validation.rows,
    blocks,
    mostEntries,
    pause,
  });
  const rows = Int32Array.from({ length: validation.rows }, (_, row) => row);
  return calibrate(valuesOf(separators, { matrix, codes, rows }), pause);
}

function reporter(options: { context: FitContext; classes: number; rounds: number }): (done: number) => void {
  const { context, classes, rounds } = options;
  const total = (classes === 2 ? 1 : classes) * (1 + rounds) + 1;
  return (done) => {
    context.progress({ done, total });
  };
}

/** Share of each text column in the sizes of all weights. */
function columnShares(
  columns: readonly TextColumn[],
  blocks: readonly TermBlock[],
  { outputs, weights }: Separators,
): FeatureImportance {
  const sizes = new Float64Array(columns.length);
  for (const { feature, offset, terms } of blocks) {
    for (let at = offset * outputs; at < (offset + terms.length) * outputs; at++) {
      sizes[feature]! += Math.abs(weights[at]!);
    }
  }
  return sharesOf(
    columns.map(({ name }) => name),
    sizes,
  );
}

function checkSize({ width, classes, params }: { width: number; classes: number; params: TextLinearParams }): void {
  requireTerms(width, params);
  if (width * classes <= MOST_WEIGHTS) return;
  throw new PipelineError({
    ...{ family: 'pipeline', place },
    code: 'model-too-large',
    seen: `${width} terms for ${classes} classes`,
    expected: `at most ${MOST_WEIGHTS / 1e6} million weights`,
    next: `Set "Most terms" to ${Math.max(10, Math.floor(MOST_WEIGHTS / classes / 2))} or less, or raise "In at least".`,
  });
}
