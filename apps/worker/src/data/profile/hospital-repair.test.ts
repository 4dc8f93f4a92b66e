import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDuckSession } from '../duckdb';
import { landFile } from '../ingest/land-file';
import { plainTable } from '../plain-table';
import { profileTable } from '../profile-table';
import { parquetRelation, quoteText } from '../sql-text';
import { referenceData, scratchFolder } from '../testing/scratch';

const folder = scratchFolder('hospital');
const paramsSchema = z.object({ rules: z.array(z.object({ column: z.string(), from: z.string(), to: z.string() })) });

describe('suggested repairs', () => {
  it('mend the dirty hospital table: precision 0.95 and recall 0.6 by cell at least', async ({ skip }) => {
    const path = referenceData('hospital-dirty/hospital.csv');
    if (path === null) return skip();
    const inside = join(folder, 'work');
    mkdirSync(inside);
    const session = openDuckSession({
      folder: inside,
      memoryMegabytes: 1024,
      threads: 2,
      readOnlyFolders: [dirname(path)],
    });
    const landed = await landFile({ session, path, name: path, folder: inside });
    const profile = await profileTable(session, plainTable(landed.table, landed.meta), {});
    // Postal codes, telephone and provider numbers have dirty cells, and are no quantities all the same.
    expect(profile.warnings.filter(({ fix }) => fix?.addStep === 'cast-types')).toEqual([]);
    const rules = profile.warnings
      .filter(({ code }) => code === 'typing-errors')
      .flatMap(({ fix }) => paramsSchema.parse(fix?.params).rules);
    const meant = new Map(rules.map(({ column, from, to }) => [`${column}\n${from}`, to]));
    const rows = await session.query(`SELECT * EXCLUDE (__row) FROM ${parquetRelation(landed.table)} ORDER BY __row`);
    const clean = await session.query(
      `SELECT * FROM read_csv(${quoteText(join(dirname(path), 'hospital_clean.csv'))}, all_varchar = true)`,
    );
    session.close();
    let [errors, repaired, right] = [0, 0, 0];
    for (const { tid, attribute, correct_val } of clean) {
      const truth = correct_val ?? 'empty';
      const cell = rows[Number(tid)]?.[String(attribute)] ?? null;
      // Empty cells are written "empty" in the clean table.
      const dirty = cell === null ? 'empty' : String(cell);
      const to = meant.get(`${String(attribute)}\n${dirty}`);
      if (dirty !== truth) errors += 1;
      if (to === undefined) continue;
      repaired += 1;
      if (to === truth) right += 1;
    }
    console.info(`hospital: ${errors} errors, ${repaired} cells repaired, ${right} of them right`);
    expect(errors).toBeGreaterThan(400);
    expect(right / repaired).toBeGreaterThanOrEqual(0.95);
    expect(right / errors).toBeGreaterThanOrEqual(0.6);
  });
});
