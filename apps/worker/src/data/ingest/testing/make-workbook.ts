import { type MadeEntry, makeZip } from './make-zip';

const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

export type MadeSheet = { name: string; rows: string; merges?: readonly string[]; hidden?: boolean };

/** A workbook as Excel packs it. Rows are given as SheetML; `texts` are the shared strings, `formats` the styles 1, 2, … */
export function makeWorkbook(o: {
  sheets: readonly MadeSheet[];
  texts?: readonly string[];
  formats?: readonly string[];
  date1904?: boolean;
  more?: readonly MadeEntry[];
}): Buffer {
  const { sheets, texts = [], formats = [] } = o;
  const sheetTags = sheets.map(
    ({ name, hidden }, at) =>
      `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"${hidden === true ? ' state="hidden"' : ''}/>`,
  );
  const files = sheets.map(({ rows, merges = [] }, at): MadeEntry => {
    const merged = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
    const tail = merged === '' ? '' : `<mergeCells count="${merges.length}">${merged}</mergeCells>`;
    return {
      name: `xl/worksheets/sheet${at + 1}.xml`,
      content: `<?xml version="1.0"?><worksheet xmlns="${main}"><sheetData>${rows}</sheetData>${tail}</worksheet>`,
    };
  });
  return makeZip([
    { name: '[Content_Types].xml', content: '<Types/>' },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns="${main}" xmlns:r="${relations}"><workbookPr${o.date1904 === true ? ' date1904="1"' : ''}/><sheets>${sheetTags.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships>${sheets.map((_, at) => `<Relationship Id="rId${at + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}</Relationships>`,
    },
    {
      name: 'xl/sharedStrings.xml',
      content: `<sst xmlns="${main}">${texts.map((text) => `<si>${text.startsWith('<') ? text : `<t>${text}</t>`}</si>`).join('')}</sst>`,
    },
    {
      name: 'xl/styles.xml',
      content: `<styleSheet xmlns="${main}"><numFmts>${formats.map((code, at) => `<numFmt numFmtId="${200 + at}" formatCode="${code}"/>`).join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${formats.map((_, at) => `<xf numFmtId="${200 + at}"/>`).join('')}</cellXfs></styleSheet>`,
    },
    ...files,
    ...(o.more ?? []),
  ]);
}
