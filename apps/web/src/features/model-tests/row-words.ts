import type { Json } from '@millrace/pipeline-core/json';

const mostFields = 6;
const longest = 24;

/** A row in one line: "tenure 12, contract monthly and 5 more". */
export function rowWords(row: { [name: string]: Json }): string {
  const fields = Object.entries(row).map(([name, value]) => `${name} ${valueWords(value)}`);
  const shown = fields.slice(0, mostFields).join(', ');
  return fields.length > mostFields ? `${shown} and ${fields.length - mostFields} more` : shown;
}

function valueWords(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
