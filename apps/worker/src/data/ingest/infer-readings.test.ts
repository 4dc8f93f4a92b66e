import { afterAll, expect, it } from 'vitest';
import { openDuckSession } from '../duckdb';
import { scratchFolder } from '../testing/scratch';
import { inferReadings, type TextSource } from './infer-readings';

const session = openDuckSession({ folder: scratchFolder('infer-readings'), threads: 1, memoryMegabytes: 256 });
afterAll(() => session.close());

const width = 120;
const texts = ['7', '0.5', 'north', 'true'];
const cells = Array.from({ length: width }, (_, at) => texts[at % texts.length] ?? '');
const source: TextSource = (indexes) => `(SELECT ${indexes.map((at) => `'${cells[at]}' AS c${at}`).join(', ')})`;

it('types of many columns are told by fewer statements, and are the same', async () => {
  const infer = async (manyColumns: number) => {
    let statements = 0;
    const counting = {
      ...session,
      numbers: (sql: string) => {
        statements += 1;
        return session.numbers(sql);
      },
    };
    const found = await inferReadings(counting, { source, width, sample: [cells], decimalComma: false, manyColumns });
    return { found, statements };
  };
  const [few, many] = [await infer(width), await infer(width - 1)];
  expect(few.statements).toBe(5); // 25 columns each
  expect(many.statements).toBe(2); // 100 columns each
  expect(many.found).toEqual(few.found);
  expect(many.found.slice(0, 4).map(({ reading }) => reading)).toEqual(['integer', 'number', 'text', 'boolean']);
});
