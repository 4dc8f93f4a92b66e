import type { CardFrontMatter } from './model-card';

/**
 * The metadata as YAML, in the few forms that YAML 1.1 and 1.2 read alike: texts in double quotes as JSON writes them,
 * numbers with a point.
 */
export function frontMatterYaml(front: CardFrontMatter): string {
  const { library_name, pipeline_tag, tags, datasets, metrics, modelName, results } = front;
  const lines = [
    `library_name: ${text(library_name)}`,
    ...(pipeline_tag === null ? [] : [`pipeline_tag: ${text(pipeline_tag)}`]),
    ...list('tags', tags),
    ...list('datasets', datasets),
    ...list('metrics', metrics),
    ...(results.length === 0 ? [] : ['model-index:', `- name: ${text(modelName)}`, '  results:']),
    ...results.flatMap(resultLines),
  ];
  return `${lines.join('\n')}\n`;
}

function list(name: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [`${name}:`, ...values.map((value) => `- ${text(value)}`)];
}

function resultLines({ task, dataset, metrics }: CardFrontMatter['results'][number]): string[] {
  return [
    '  - task:',
    `      type: ${text(task.type)}`,
    '    dataset:',
    `      name: ${text(dataset.name)}`,
    `      type: ${text(dataset.type)}`,
    `      split: ${text(dataset.split)}`,
    '    metrics:',
    ...metrics.flatMap(({ type, name, value }) => [
      `    - type: ${text(type)}`,
      `      name: ${text(name)}`,
      `      value: ${number(value)}`,
    ]),
  ];
}

/** Characters that YAML takes for line breaks, or refuses, and JSON leaves as they are. */
const unsafe = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

function text(value: string): string {
  const quoted = JSON.stringify(value);
  return quoted.replaceAll(unsafe, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** YAML 1.1 takes `1e-7` for a text: it wants the point. */
function number(value: number): string {
  const plain = String(value);
  return plain.includes('e') && !plain.includes('.') ? plain.replace('e', '.0e') : plain;
}
