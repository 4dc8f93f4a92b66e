import { PipelineError } from '@millrace/pipeline-core/errors';
import { gainImportance } from '../forest/explain';
import type { FittedModel, ModelFormat, ModelRuntime, RowScorer, TrainingRows } from '../model-runtime';
import { taskOfTarget } from '../task-of-target';
import { bagTable } from './bag-table';
import { bagTarget } from './bag-target';
import { chooseLeaf } from './choose-leaf';
import { type GrownTrees, growTrees } from './grow-trees';
import { loadBag } from './load';
import { encodeBag } from './model';
import type { BaggingParams } from './params';
import { specsOf } from './specs';

/** Trees on random rows and columns, averaged; missing values and categories native. */
export const randomForestRuntime = averagedTrees({ format: 'random-forest', title: 'Random forest', many: true });

/** One tree, as it was grown. */
export const decisionTreeRuntime = averagedTrees({ format: 'decision-tree', title: 'Decision tree', many: false });

type Family = { format: Extract<ModelFormat, 'random-forest' | 'decision-tree'>; title: string; many: boolean };

function averagedTrees({ format, title, many }: Family): ModelRuntime<BaggingParams, RowScorer> {
  return {
    format,
    describe: () => ({
      format,
      title,
      tasks: ['binary', 'multiclass', 'regression'],
      reads: { numbers: true, categories: true, missing: true },
      // A single tree is grown in one go.
      resumable: many,
      threads: many ? 'team' : 'one',
      devices: ['cpu'],
      exactlyRepeats: true,
    }),

    async fit({ params: asked, train, context }) {
      checkTarget(train, title);
      const minRowsPerLeaf =
        asked.minRowsPerLeaf === 0 ? await chooseLeaf(train, asked, context) : asked.minRowsPerLeaf;
      const params = { ...asked, minRowsPerLeaf };
      const target = bagTarget(train, params);
      const table = bagTable(train, target, params.maxBins);
      const grown = await growTrees({ table, target, params, context });
      const task = taskOfTarget(train.target);
      const specs = specsOf(table);
      const { values, base } = target;
      return {
        format,
        task,
        features: specs,
        ...(train.target.kind === 'class' ? { classes: train.target.classes } : {}),
        importance: gainImportance(
          specs.map(({ name }) => name),
          grown.gains,
        ),
        curve: [],
        ...encodeBag({ ...grown.trees, task, values, base, features: table.features }),
        summary: {
          ...summaryOf(grown, target.ofClasses, values),
          ...(asked.minRowsPerLeaf === 0 ? { 'rows per leaf': minRowsPerLeaf } : {}),
        },
      } satisfies FittedModel;
    },

    load: loadBag,
  };
}

function summaryOf({ trees, leftOut }: GrownTrees, ofClasses: boolean, values: number): FittedModel['summary'] {
  const facts = { trees: trees.treeStart.length - 1, leaves: trees.leaves.length / values };
  if (leftOut === null || leftOut.rows === 0) return facts;
  return { ...facts, [ofClasses ? 'out-of-bag accuracy' : 'out-of-bag R2']: leftOut.score };
}

function checkTarget(train: TrainingRows, title: string): void {
  if (train.rows > 0 && (train.target.kind === 'number' || train.target.classes.length > 1)) return;
  throw new PipelineError({
    code: 'nothing-to-learn',
    family: 'pipeline',
    place: `${title} › target`,
    seen: train.rows === 0 ? 'no training rows' : 'one class',
    expected: 'training rows of at least two classes',
    next: 'Choose another target column or check the filters before the split.',
  });
}
