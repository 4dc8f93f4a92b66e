import type { Json, JsonObject } from '@millrace/pipeline-core/json';

/** YAML of one document. Texts are quoted as in JSON, which YAML reads alike; numbers and booleans are plain. */
export function toYaml(value: JsonObject): string {
  return `${linesOf(value).join('\n')}\n`;
}

function linesOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => indent(linesOrScalar(item), '- '));
  if (typeof value !== 'object' || value === null) return [scalar(value)];
  return Object.entries(value).flatMap(([name, item]) => {
    const key = /^[A-Za-z][A-Za-z0-9_./-]*$/.test(name) ? name : JSON.stringify(name);
    return isNested(item) ? [`${key}:`, ...linesOf(item).map((line) => `  ${line}`)] : [`${key}: ${scalar(item)}`];
  });
}

function linesOrScalar(value: Json): string[] {
  return isNested(value) ? linesOf(value) : [scalar(value)];
}

function indent(lines: string[], first: string): string[] {
  return lines.map((line, at) => `${at === 0 ? first : ' '.repeat(first.length)}${line}`);
}

function isNested(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** Words that are safe in YAML stay as they are, so that people can read them. */
function scalar(value: Json): string {
  const isWord = typeof value === 'string' && /^[A-Za-z][A-Za-z0-9./-]*$/.test(value);
  return isWord && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value) ? value : JSON.stringify(value);
}
