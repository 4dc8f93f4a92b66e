import { attribute, readWholeXml } from '../../../ground/read-xml';
import { readZip, type ZipSource } from '../zip/zip-archive';

export type SheetPart = { name: string; path: string; hidden: boolean };
export type Workbook = { sheets: SheetPart[]; date1904: boolean };

/** Opens a part of the workbook by its path; null when there is none. */
export async function openPart(source: ZipSource, path: string): Promise<AsyncIterable<Buffer> | null> {
  for await (const item of readZip(source, ({ name }) => name === path)) return item.open();
  return null;
}

/** The sheets of a workbook in the order of its tabs, charts left out. */
export async function readWorkbook(source: ZipSource): Promise<Workbook> {
  const targets = await readTargets(source);
  const workbook: Workbook = { sheets: [], date1904: false };
  const part = await openPart(source, 'xl/workbook.xml');
  if (part === null) throw new Error('the workbook has no list of sheets');
  await readWholeXml(part, {
    open(name, attributes) {
      if (name === 'workbookPr') workbook.date1904 = isTrue(attribute(attributes, 'date1904'));
      if (name !== 'sheet') return;
      const path = targets.get(attribute(attributes, 'id') ?? '');
      const state = attribute(attributes, 'state');
      if (path !== undefined) {
        workbook.sheets.push({ name: attributes.name ?? '', path, hidden: state !== undefined && state !== 'visible' });
      }
    },
  });
  return workbook;
}

async function readTargets(source: ZipSource): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  const part = await openPart(source, 'xl/_rels/workbook.xml.rels');
  if (part === null) throw new Error('the workbook does not say where its sheets are');
  await readWholeXml(part, {
    open(name, { Id, Target, Type }) {
      if (name !== 'Relationship' || Id === undefined || Target === undefined) return;
      if (Type?.endsWith('/worksheet') === true) targets.set(Id, resolvePart(Target));
    },
  });
  return targets;
}

/** Targets are relative to `xl/`, or start at the root. */
function resolvePart(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
}

export function isTrue(text: string | undefined): boolean {
  return text === '1' || text === 'true';
}

/** Most text of the shared strings, in characters: they are held in memory. */
const mostText = 192 * 2 ** 20;
/** Most of them: empty ones take memory too. */
const mostTexts = 10_000_000;

/** The texts that cells point to, by their number. Phonetic hints are no part of a text. */
export async function readSharedTexts(source: ZipSource, signal?: AbortSignal): Promise<string[]> {
  const texts: string[] = [];
  const part = await openPart(source, 'xl/sharedStrings.xml');
  if (part === null) return texts;
  let total = 0;
  let current = '';
  let depth = 0;
  let phonetic = false;
  await readWholeXml(
    part,
    {
      open(name) {
        if (name === 'si') current = '';
        if (name === 'rPh') phonetic = true;
        if (name === 't') depth++;
      },
      text(text) {
        if (depth > 0 && !phonetic) current += text;
      },
      close(name) {
        if (name === 't') depth--;
        if (name === 'rPh') phonetic = false;
        if (name !== 'si') return;
        total += current.length;
        if (total > mostText) throw new Error('the workbook holds more than 192 million characters of text');
        if (texts.length >= mostTexts)
          throw new Error(`the workbook holds more than ${mostTexts.toLocaleString('en')} texts`);
        texts.push(unescapeText(current));
      },
    },
    signal,
  );
  return texts;
}

/** Excel writes control characters as _x000D_. */
export function unescapeText(text: string): string {
  return text.includes('_x')
    ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}
