import type { PropagatedSchema } from '../schema/propagated';
import type { Column, TableSchema } from '../schema/table-schema';
import { typeInWords } from '../schema/type-in-words';
import { missingColumnIssues, nameList, wrongTypeIssues } from './columns';
import type { SchemaInference, StepIssue } from './define-step';
import { incoming, tableIn } from './infer';
import { modelFeatures, textFeatures } from './model-features';
import { pixelIssues } from './pixel-issues';
import { splitFix } from './split-fix';
import { targetColumn, targetIssues } from './target';

export type TrainerNeeds = {
  title: string;
  target: string;
  /** Reads text columns as categories, and missing values, without help. */
  native: boolean;
  predicts: 'number' | 'class' | 'either';
  /** Does not look at the features at all. */
  ignoresFeatures?: boolean;
  /** Reads texts word by word and nothing else: these columns, or every text column. */
  texts?: readonly string[];
  /** Reads one image a row and nothing else: of these columns, or of those it finds. */
  pixels?: readonly string[];
};

/** Schema inference shared by all trainers: outputs carry no table; issues speak of target, split and columns. */
export function inferTrainer(needs: TrainerNeeds, inputs: Record<string, PropagatedSchema[]>): SchemaInference {
  const rows = incoming(inputs, 'rows');
  const table = tableIn(rows);
  const issues = [...targetIssues(rows, needs.target)];
  if (table !== null) {
    const target = targetColumn(table, needs.target);
    if (target !== null) issues.push(...targetTypeIssues(needs, target), ...otherTargetIssues(needs, table));
    if (!table.split) issues.push({ ...noSplit, fix: splitFix(table) });
    if (needs.texts !== undefined)
      issues.push(
        ...missingColumnIssues(rows, needs.texts, 'columns'),
        ...textIssues(needs.texts, { table, target, rows }),
      );
    else if (needs.pixels !== undefined)
      issues.push(
        ...missingColumnIssues(rows, needs.pixels, 'columns'),
        ...pixelIssues(needs.pixels, { table, target, known: rows.kind === 'known' }),
      );
    else if (needs.ignoresFeatures !== true) issues.push(...featureIssues(needs, table, target, rows.kind === 'known'));
  }
  return { outputs: { model: { kind: 'opaque' }, metrics: { kind: 'opaque' } }, issues };
}

/** ... of a trainer without a target: it learns from all features, and from all rows where they are not split. */
export function inferUnlabelledTrainer(
  needs: Pick<TrainerNeeds, 'title' | 'native'>,
  inputs: Record<string, PropagatedSchema[]>,
): SchemaInference {
  const rows = incoming(inputs, 'rows');
  const table = tableIn(rows);
  const issues = table === null ? [] : featureIssues(needs, table, null, rows.kind === 'known');
  return { outputs: { model: { kind: 'opaque' }, metrics: { kind: 'opaque' } }, issues };
}

const noSplit: StepIssue = {
  code: 'no-split',
  severity: 'warning',
  message: 'These rows are not split: the model would learn from all of them and none would be left to test it.',
  port: 'rows',
};

function targetTypeIssues(needs: TrainerNeeds, target: Column): StepIssue[] {
  const numeric = target.type === 'integer' || target.type === 'number';
  if (needs.predicts === 'number' && !numeric) {
    return [
      targetIssue(
        'error',
        `${needs.title} predicts numbers, but \`${target.name}\` is ${typeInWords(target.type)}. Use Logistic regression or boosted trees.`,
      ),
    ];
  }
  if (needs.predicts === 'class' && target.type === 'number') {
    return [
      targetIssue(
        'warning',
        `\`${target.name}\` holds decimal numbers; each different value would be a class of its own. Linear regression predicts numbers.`,
      ),
    ];
  }
  const possible = numeric || target.type === 'text' || target.type === 'boolean';
  if (!possible)
    return [
      targetIssue(
        'error',
        `\`${target.name}\` is ${typeInWords(target.type)}; a target is a number, a text or a boolean.`,
      ),
    ];
  return [];
}

/** Said where a model predicts another column than the one that is marked: it does not learn from that one either. */
function otherTargetIssues({ target, ignoresFeatures }: TrainerNeeds, table: TableSchema): StepIssue[] {
  const marked = targetColumn(table, '')?.name;
  if (target === '' || marked === undefined || marked === target || ignoresFeatures === true) return [];
  const message = `\`${marked}\` is marked as the target before; this model predicts \`${target}\` instead and does not learn from \`${marked}\`.`;
  return [{ code: 'other-target', severity: 'warning', message, param: 'target' }];
}

function targetIssue(severity: StepIssue['severity'], message: string): StepIssue {
  return { code: 'target-type', severity, message, param: 'target' };
}

function textIssues(
  columns: readonly string[],
  { table, target, rows }: { table: TableSchema; target: Column | null; rows: PropagatedSchema },
): StepIssue[] {
  const issues: StepIssue[] = [...wrongTypeIssues(table, columns, ['text'], 'columns')];
  if (target !== null && columns.includes(target.name)) {
    const message = `\`${target.name}\` is what is predicted; it is not read. Take it out of the columns.`;
    issues.push({ code: 'target-chosen', severity: 'warning', message, param: 'columns' });
  }
  const { texts, leftOut } = textFeatures(table, { target: target?.name ?? null, columns });
  if (texts.length === 0 && rows.kind === 'known') {
    const message =
      'There is no text column to learn from. Connect rows that have one, or use a model that reads numbers.';
    issues.push({ code: 'no-features', severity: 'error', message, port: 'rows' });
  }
  if (leftOut.length > 0 && texts.length > 0) {
    const message = `${nameList(leftOut.map(({ column }) => column.name))} would be left out: this model reads texts only.`;
    issues.push({ code: 'features-left-out', severity: 'warning', message, port: 'rows' });
  }
  return issues;
}

function featureIssues(
  needs: Pick<TrainerNeeds, 'title' | 'native'>,
  table: TableSchema,
  target: Column | null,
  known: boolean,
): StepIssue[] {
  const features = modelFeatures(table, { target: target?.name ?? null, categories: needs.native });
  const used = [...features.numbers, ...features.categories];
  const texts = features.leftOut.filter((item) => item.column.type === 'text').map((item) => item.column.name);
  const others = features.leftOut.filter((item) => item.column.type !== 'text').map((item) => item.column.name);
  const issues: StepIssue[] = [];
  if (used.length === 0 && known) {
    const message = `No column is left to learn from. ${texts.length > 0 ? 'Encode the text columns first.' : 'Keep at least one number or text column.'}`;
    issues.push({ code: 'no-features', severity: 'error', message, port: 'rows' });
  }
  if (texts.length > 0) {
    issues.push({
      code: 'text-features',
      severity: 'warning',
      message: `${needs.title} reads numbers only: ${nameList(texts)} would be left out.`,
      port: 'rows',
      fix: { addStep: 'encode-categories', title: 'Add Encode categories before' },
    });
  }
  const gaps = needs.native ? [] : used.filter((column) => (column.missing ?? 0) > 0).map((column) => column.name);
  if (gaps.length > 0) {
    issues.push({
      code: 'missing-values',
      severity: 'warning',
      message: `${nameList(gaps)} ${gaps.length === 1 ? 'has' : 'have'} missing values, at which ${needs.title} stops. Fill them first.`,
      port: 'rows',
      fix: { addStep: 'impute-missing', title: 'Add Impute missing before' },
    });
  }
  if (others.length > 0) {
    const message = `${nameList(others)} would be left out: this model reads numbers${needs.native ? ' and texts' : ''}.`;
    const dates = features.leftOut.some(({ column }) => column.type === 'date' || column.type === 'timestamp');
    const fix = dates ? { fix: { addStep: 'parse-dates', title: 'Add Parse dates before' } } : {};
    issues.push({ code: 'features-left-out', severity: 'warning', message, port: 'rows', ...fix });
  }
  return issues;
}
