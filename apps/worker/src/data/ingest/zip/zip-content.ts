import type { ZipItem } from './zip-archive';

/** What an archive is, by the names in it. */
export type ZipContent =
  | { kind: 'workbook' }
  | { kind: 'foreign'; seen: string }
  | { kind: 'nested'; name: string }
  | { kind: 'tables'; tables: ZipItem[]; companions: ZipItem[] }
  | { kind: 'files'; files: ZipItem[]; tables: number };

const tableEndings = /\.(csv|tsv|tab|data|json|ndjson|jsonl|parquet|arrow|arrows|feather|xlsx)(\.gz)?$/i;
const archiveEndings = /\.(zip|7z|rar|tar|tgz|tar\.gz|tar\.bz2|jar)$/i;
const textEndings = /\.(txt|names|log)$/i;
/** Files that tell of the data without being data. */
const companion =
  /(^|\/)(readme|licen[cs]e|notice|copying|changelog|citation|about|index|metadata|description)([._-][^/]*)?$|\.(md|rst|names|url)$/i;

/** Programs whose documents are zip archives, by a name that only they have. */
const foreign: readonly [RegExp, string][] = [
  [/^xl\/workbook\.bin$/, 'a binary Excel workbook (.xlsb)'],
  [/^word\/document\.xml$/, 'a Word document'],
  [/^ppt\/presentation\.xml$/, 'a PowerPoint presentation'],
  [/^META-INF\/MANIFEST\.MF$/, 'a Java archive'],
  [/^Index\/Document\.iwa$/, 'an Apple Numbers, Pages or Keynote document'],
  [/^content\.xml$/, 'an OpenDocument file (.ods, .odt)'],
];

/**
 * Tables if there is nothing else but a readme, or if the only file is a text; files otherwise. Pure: it sees names and
 * sizes only.
 */
export function zipContent(items: readonly ZipItem[]): ZipContent {
  const names = new Set(items.map(({ name }) => name));
  if (names.has('xl/workbook.xml')) return { kind: 'workbook' };
  for (const [pattern, seen] of foreign)
    if (items.some(({ name }) => pattern.test(name))) return { kind: 'foreign', seen };
  const nested = items.find(({ name }) => archiveEndings.test(name));
  if (nested !== undefined) return { kind: 'nested', name: nested.name };
  const isCompanion = companionTest(items);
  const data = items.filter(({ name }) => !isCompanion(name));
  const companions = items.filter(({ name }) => isCompanion(name));
  const [only] = data;
  const tables = data.filter(
    ({ name }) => tableEndings.test(name) || (data.length === 1 && textEndings.test(only?.name ?? '')),
  );
  if (tables.length > 0 && tables.length === data.length) return { kind: 'tables', tables, companions };
  return { kind: 'files', files: [...items], tables: tables.length };
}

/** A table is data whatever its name, but for a JSON document beside tables of another kind. */
function companionTest(items: readonly ZipItem[]): (name: string) => boolean {
  const isTable = (name: string) => tableEndings.test(name);
  const isDocument = (name: string) => /\.json$/i.test(name);
  const hasOtherTables = items.some(({ name }) => isTable(name) && !isDocument(name));
  return (name) => companion.test(name) && (!isTable(name) || (isDocument(name) && hasOtherTables));
}
