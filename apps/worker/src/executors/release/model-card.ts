import { type Evaluation, metricLabel, rowsInWords } from '@millrace/pipeline-core/metrics';
import { type ModelManifest, type SignatureInput, taskFacts } from '@millrace/pipeline-core/release';

/** The card of a release, filled in from what is known; people add intent and limits in the workbench. */
export function modelCard(options: {
  name: string;
  model: ModelManifest;
  evaluation: Evaluation | null;
  inputs: readonly SignatureInput[];
}): string {
  const { name, model, evaluation, inputs } = options;
  const lines = [
    `# ${name}`,
    '',
    `${purposeOf(model)} with ${model.trainer.title} (${model.trainer.type}).`,
    '',
    '## Training',
    '',
    `- Rows: ${model.trainedOn.rows} train, ${model.trainedOn.validationRows} validation`,
    `- Features: ${model.features.length}, from ${inputs.length} inputs`,
    ...(model.classes === undefined ? [] : [`- Classes: ${model.classes.join(', ')}`]),
    ...(model.trainedOn.receipt === undefined
      ? []
      : [`- Split: ${model.trainedOn.receipt.strategy}, seed ${model.trainedOn.receipt.seed}`]),
    '',
    ...evaluationLines(evaluation),
    '## Inputs',
    '',
    '| Field | Type | Seen in training |',
    '| --- | --- | --- |',
    ...inputs.map((input) => `| ${cell(input.name)} | ${input.type} | ${cell(seen(input))} |`),
    '',
  ];
  return lines.join('\n');
}

/** What the model answers; without a target that is what its task is about. */
function purposeOf({ task, target }: ModelManifest): string {
  const facts = taskFacts[task];
  return facts.target === null ? `Finds ${facts.label} (${task})` : `Predicts **${target}** (${task})`;
}

function evaluationLines(evaluation: Evaluation | null): string[] {
  if (evaluation === null) return ['## Evaluation', '', 'None was connected.', ''];
  const { rows, metrics, intervals } = evaluation.parts[evaluation.part];
  const lines = Object.entries(metrics).map(([name, value]) => {
    const interval = intervals[name];
    const range = interval === undefined ? '' : ` (${interval.map((end) => end.toPrecision(4)).join(' to ')})`;
    return `- ${metricLabel(name)}: ${value === null ? 'not defined' : value.toPrecision(4)}${range}`;
  });
  return ['## Evaluation', '', `On ${rows} ${rowsInWords(evaluation)}; 95 % intervals in brackets.`, '', ...lines, ''];
}

function seen(input: SignatureInput): string {
  if (input.range !== undefined) return `${input.range[0]} to ${input.range[1]}`;
  const levels = input.levels ?? [];
  return levels.length > 8 ? `${levels.slice(0, 8).join(', ')} and ${levels.length - 8} more` : levels.join(', ');
}

/** A table cell of Markdown: one line, bars escaped. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}
