/** Fields of a record, or why the text cannot be read on. */
export type CsvText = { ok: true; records: string[][] } | { ok: false; line: number; problem: string };

/**
 * Reads comma separated text (RFC 4180): quotes around fields, two for one inside, lines that end with LF or CRLF. Empty
 * lines are left out, and so is a byte order mark. The delimiter is what stands most often in the first line: comma,
 * semicolon or tab, as spreadsheets write and copy.
 */
export function readCsv(text: string): CsvText {
  const source = text.replace(/^\uFEFF/, '');
  const delimiter = delimiterOf(source);
  const records: string[][] = [];
  let record: string[] = [];
  let line = 1;
  let at = 0;
  const endRecord = () => {
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  };
  while (at < source.length) {
    if (source[at] === '"') {
      const field = readQuoted(source, at);
      if (field === null) return { ok: false, line, problem: 'a quote that is not closed' };
      line += field.text.split('\n').length - 1;
      record.push(field.text);
      at = field.end;
      const next = source[at];
      if (next !== undefined && next !== delimiter && next !== '\n' && next !== '\r')
        return { ok: false, line, problem: 'text behind a closing quote' };
    } else {
      const end = endOfField(source, at, delimiter);
      record.push(source.slice(at, end));
      at = end;
    }
    if (source[at] === delimiter) {
      at += 1;
      // A delimiter at the very end has an empty field behind it.
      if (at < source.length && source[at] !== '\n' && source[at] !== '\r') continue;
      record.push('');
    }
    endRecord();
    line += 1;
    if (source[at] === '\r') at += 1;
    if (source[at] === '\n') at += 1;
  }
  return { ok: true, records };
}

function delimiterOf(source: string): string {
  const [first = ''] = source.split('\n', 1);
  const count = (mark: string) => first.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function readQuoted(source: string, from: number): { text: string; end: number } | null {
  let text = '';
  let at = from + 1;
  for (;;) {
    const quote = source.indexOf('"', at);
    if (quote < 0) return null;
    text += source.slice(at, quote);
    if (source[quote + 1] !== '"') return { text, end: quote + 1 };
    text += '"';
    at = quote + 2;
  }
}

function endOfField(source: string, from: number, delimiter: string): number {
  let at = from;
  while (at < source.length && source[at] !== delimiter && source[at] !== '\n' && source[at] !== '\r') at += 1;
  return at;
}
