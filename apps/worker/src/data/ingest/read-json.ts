import { open, stat } from 'node:fs/promises';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { type JsonObject, jsonObjectSchema } from '@millrace/pipeline-core/json';
import { writeCells } from './csv-record';
import { type NormalisedText, sampleRows } from './normalise-csv';
import { LineNumbers, Rejects } from './rejects';

/** Kinds of values a JSON column holds: they limit what type may be inferred from its texts. */
export type JsonKinds = { number: number; boolean: number; text: number; nested: number };

export type NormalisedJson = NormalisedText & { kinds: JsonKinds[] };

/** Largest JSON document that is parsed as a whole; NDJSON has no limit. */
const maxJsonBytes = 512 * 2 ** 20;

/** A JSON array of objects, or an object that holds one such array, as canonical CSV. */
export async function normaliseJson(
  chunks: AsyncIterable<Buffer>,
  path: string,
  target: string,
): Promise<NormalisedJson> {
  const { size } = await stat(path);
  if (size > maxJsonBytes) {
    throw new PipelineError({
      code: 'file-too-large',
      family: 'pipeline',
      place: 'Upload',
      seen: `a JSON document of ${Math.round(size / 2 ** 20)} MB`,
      expected: 'at most 512 MB',
      next: 'Save it as NDJSON (one object per line), CSV or Parquet.',
    });
  }
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const rows = rowsOf(parseDocument(Buffer.concat(parts).toString('utf8')));
  const table = new JsonTable();
  for (const [index, row] of rows.entries()) table.add(row, index + 1);
  return table.write(target);
}

/** One JSON object per line. Lines that are not are rejected by number. */
export async function normaliseNdjson(chunks: AsyncIterable<Buffer>, target: string): Promise<NormalisedJson> {
  const table = new JsonTable();
  let line = 0;
  for await (const text of textLines(chunks)) {
    line++;
    if (text.trim() === '') continue;
    try {
      table.add(JSON.parse(text), line);
    } catch (error) {
      table.reject(line, text, error instanceof Error ? error.message : String(error));
    }
  }
  return table.write(target);
}

async function* textLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PipelineError({
      code: 'not-json',
      family: 'pipeline',
      place: 'Upload',
      seen: error instanceof Error ? error.message : String(error),
      expected: 'a JSON document',
      next: 'Correct the file, or upload it as NDJSON if it has one object per line.',
    });
  }
}

function rowsOf(document: unknown): unknown[] {
  if (Array.isArray(document)) return document;
  const parsed = jsonObjectSchema.safeParse(document);
  if (parsed.success) {
    const arrays = Object.values(parsed.data).filter((value) => Array.isArray(value));
    if (arrays.length === 1) return arrays[0] ?? [];
    if (arrays.length === 0) return [parsed.data];
  }
  throw new PipelineError({
    code: 'json-shape',
    family: 'pipeline',
    place: 'Upload',
    seen: 'a JSON document without one list of rows',
    expected: 'an array of objects, or an object with one such array',
    next: 'Put the rows into one array of objects.',
  });
}

class JsonTable {
  private readonly names: string[] = [];
  private readonly index = new Map<string, number>();
  private readonly kinds: JsonKinds[] = [];
  private readonly rows: (string | undefined)[][] = [];
  private readonly lines = new LineNumbers();
  private readonly rejects = new Rejects();

  add(value: unknown, line: number): void {
    const parsed = jsonObjectSchema.safeParse(value);
    if (!parsed.success) {
      this.reject(line, JSON.stringify(value) ?? '', 'not an object with plain values');
      return;
    }
    this.lines.add(this.rows.length, line);
    this.rows.push(this.cellsOf(parsed.data));
  }

  reject(line: number, text: string, message: string): void {
    this.rejects.add({ line, reason: 'not-json', message: `Row ${line}: ${message}.`, text });
  }

  private cellsOf(row: JsonObject): (string | undefined)[] {
    const cells: (string | undefined)[] = [];
    for (const [name, value] of Object.entries(row)) {
      const column = this.columnOf(name);
      const kinds = this.kinds[column]!;
      if (value === null) continue;
      if (typeof value === 'object') kinds.nested++;
      else if (typeof value === 'number') kinds.number++;
      else if (typeof value === 'boolean') kinds.boolean++;
      else kinds.text++;
      cells[column] = typeof value === 'string' ? value : JSON.stringify(value);
    }
    return cells;
  }

  private columnOf(name: string): number {
    const known = this.index.get(name);
    if (known !== undefined) return known;
    this.index.set(name, this.names.length);
    this.kinds.push({ number: 0, boolean: 0, text: 0, nested: 0 });
    return this.names.push(name) - 1;
  }

  async write(target: string): Promise<NormalisedJson> {
    const file = await open(target, 'wx');
    const width = this.names.length;
    let longest = 0;
    let innerLines = false;
    try {
      for (let from = 0; from < this.rows.length; from += 1000) {
        const texts = this.rows.slice(from, from + 1000).map((cells, at) => {
          const filled = Array.from({ length: width }, (_, column) => cells[column] ?? '');
          const text = `${from + at},${writeCells(filled, ',')}`;
          longest = Math.max(longest, Buffer.byteLength(text));
          innerLines ||= /[\r\n]/.test(text);
          return `${text}\n`;
        });
        await file.write(texts.join(''));
      }
    } finally {
      await file.close();
    }
    return {
      header: this.names,
      width,
      rows: width === 0 ? 0 : this.rows.length,
      delimiter: ',',
      longest,
      innerLines,
      lines: this.lines,
      rejects: this.rejects,
      notes: [],
      sample: this.rows
        .slice(0, sampleRows)
        .map((cells) => Array.from({ length: width }, (_, column) => cells[column] ?? '')),
      kinds: this.kinds,
    };
  }
}
