import { addJsonRow, NestedTooDeep, rejectJson, shapeNotes } from './json-rows';
import { type JsonLosses, parseJson } from './parse-json';
import { type NormalisedCells, TextTable } from './text-table';

/** Longest line, in characters: one that goes on has lost its line ends. */
const longestLine = 64 * 2 ** 20;

/** One JSON object per line. Lines that are not are rejected by number; the file is never in memory as a whole. */
export function normaliseNdjson(
  chunks: AsyncIterable<Buffer>,
  target: string,
  { name, limit }: { name: string; limit: number },
): Promise<NormalisedCells> {
  return TextTable.write({ target, name, limit }, async (table) => {
    let line = 0;
    const losses: JsonLosses = { repeated: 0 };
    for await (const { text, cut } of textLines(chunks)) {
      line++;
      if (text.trim() === '') continue;
      const message = cut
        ? 'the line is longer than 64 million characters'
        : await addLine(table, { text, line, losses });
      if (message !== null) rejectJson(table, { line, text: text.slice(0, 8192), message });
    }
    return { header: true, notes: shapeNotes(table, losses) };
  });
}

/** Null, or why the line is no row. */
async function addLine(
  table: TextTable,
  { text, line, losses }: { text: string; line: number; losses: JsonLosses },
): Promise<string | null> {
  try {
    return (await addJsonRow(table, parseJson(text, losses), line)) ? null : 'not an object with named values';
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NestedTooDeep) return error.message;
    throw error;
  }
}

type TextLine = { text: string; cut: boolean };

async function* textLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let cut = false;
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    if (!cut) rest += first;
    for (const line of others) {
      yield { text: rest, cut };
      rest = line;
      cut = false;
    }
    if (rest.length > longestLine) {
      rest = rest.slice(0, 8192);
      cut = true;
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield { text: rest, cut };
}
