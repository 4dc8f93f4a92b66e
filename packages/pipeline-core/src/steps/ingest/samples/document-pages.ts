import type { SeededRandom } from '../../../seeded-random';
import { kindOf } from './business-documents';
import type { DocumentKind } from './document-kinds';
import { Page, pageHeight, pageWidth } from './page-drawing';
import { roundTo, type Sample } from './sample';

/** Small scans of the pages of documents, 24 pixels wide and 32 high, from 0 (black) to 1 (white), line after line. */
export const documentPages: Sample = {
  title: 'Business documents, pages',
  target: 'kind',
  columns: [
    { name: 'document_id', type: 'text', role: 'id', missing: 0 },
    { name: 'page', type: 'vector', role: 'feature', missing: 0 },
    { name: 'kind', type: 'text', role: 'target', missing: 0 },
  ],
  row(random, index) {
    const kind = kindOf(random);
    return [`P${String(index + 1).padStart(6, '0')}`, scan(random, kind), kind];
  },
};

/** A page of this kind as a scanner sees it: moved a little, lighter or darker, with noise. */
function scan(random: SeededRandom, kind: DocumentKind): number[] {
  const page = new Page(random);
  layouts[kind](page, random);
  const paper = 0.86 + 0.14 * random.next();
  const ink = 0.05 + 0.3 * random.next();
  return page
    .moved(random.int(3) - 1, random.int(3) - 1)
    .map((dark) => roundTo(Math.min(1, Math.max(0, paper - dark * (paper - ink) + 0.05 * random.normal())), 2));
}

const right = pageWidth - 2;
const low = pageHeight - 3;

/** Where things stand on a page of each kind. */
const layouts: Readonly<Record<DocumentKind, (page: Page, random: SeededRandom) => void>> = {
  invoice(page, random) {
    letterhead(page);
    const rows = 3 + random.int(4);
    for (let row = 0; row < rows; row += 1) {
      page.text({ x: 2, y: 12 + 2 * row, width: 8 + random.int(4) });
      page.text({ x: right - 4, y: 12 + 2 * row, width: 5 });
    }
    page.line({ x: right - 7, y: 13 + 2 * rows, width: 8 });
    page.box({ x: right - 7, y: 15 + 2 * rows, width: 8, height: 3 }); // the total
  },
  offer(page, random) {
    letterhead(page);
    page.paragraph({ x: 2, y: 11, width: 20, lines: 2 + random.int(2) });
    for (let row = 0; row < 3; row += 1) {
      page.text({ x: 2, y: 18 + 2 * row, width: 9 });
      page.text({ x: right - 4, y: 18 + 2 * row, width: 5 });
    }
    page.signature({ x: 3, y: low - 2 });
  },
  'purchase order'(page, random) {
    page.box({ x: right - 8, y: 1, width: 9, height: 4 }); // the number of the order
    page.text({ x: 2, y: 2, width: 8 });
    page.grid({ x: 2, y: 8, width: 20, rows: 4 + random.int(4), columns: 3 });
    page.text({ x: 2, y: low, width: 10 });
  },
  'job application'(page, random) {
    page.fill({ x: right - 5, y: 2, width: 6, height: 7 }, 0.7); // the photograph
    page.text({ x: 2, y: 2, width: 9 });
    for (let section = 0; section < 3; section += 1) {
      const y = 11 + 7 * section;
      page.fill({ x: 2, y, width: 6, height: 1 }, 1);
      for (let entry = 0; entry < 2; entry += 1) {
        page.text({ x: 2, y: y + 2 + 2 * entry, width: 4 });
        page.text({ x: 8, y: y + 2 + 2 * entry, width: 7 + random.int(6) });
      }
    }
  },
  complaint(page, random) {
    page.text({ x: 2, y: 2, width: 7 });
    page.paragraph({ x: 2, y: 7, width: 20, lines: 4 + random.int(2) });
    page.paragraph({ x: 2, y: 18, width: 20, lines: 3 + random.int(2) });
    page.signature({ x: 3, y: low - 1 });
  },
  'service request'(page, random) {
    page.fill({ x: 2, y: 1, width: 20, height: 2 }, 0.8); // the heading of a form
    for (let field = 0; field < 4; field += 1) {
      page.text({ x: 2, y: 6 + 3 * field, width: 5 });
      page.line({ x: 9, y: 7 + 3 * field, width: 13 });
    }
    for (let choice = 0; choice < 3; choice += 1) {
      page.box({ x: 2, y: 19 + 4 * choice, width: 3, height: 3 });
      page.text({ x: 7, y: 20 + 4 * choice, width: 6 + random.int(6) });
    }
  },
  other(page, random) {
    page.fill({ x: 2, y: 2, width: 20, height: 6 + random.int(4) }, 0.55); // a picture over two columns
    page.paragraph({ x: 2, y: 14, width: 9, lines: 5 + random.int(3) });
    page.paragraph({ x: 13, y: 14, width: 9, lines: 5 + random.int(3) });
  },
};

function letterhead(page: Page): void {
  page.fill({ x: 2, y: 1, width: 6, height: 2 }, 0.9);
  page.text({ x: right - 6, y: 1, width: 7 });
  for (let line = 0; line < 3; line += 1) page.text({ x: 2, y: 5 + line, width: 6 });
}
