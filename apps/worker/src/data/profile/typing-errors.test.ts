import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDuckSession } from '../duckdb';
import { landing } from '../ingest/testing/landing';
import { plainTable } from '../plain-table';
import { profileTable } from '../profile-table';
import { suggestionsOf } from './typing-errors';

const { land, made, root } = landing('typing-errors');

describe('suggested repairs', () => {
  it('are none where looking for them fails', () => {
    const fail = () => {
      throw new RangeError('out of memory');
    };
    expect(suggestionsOf([], fail)).toEqual([]);
  });

  it('leave out long texts and mend the columns beside them', async () => {
    const lines = Array.from(
      { length: 60 },
      (_, at) => `${at === 7 ? 'birmingam' : 'birmingham'},${'x'.repeat(30_000)}${at % 2}`,
    );
    const landed = await land(made('long.csv', `city,essay\n${lines.join('\n')}\n`));
    const session = openDuckSession({
      folder: root,
      memoryMegabytes: 1024,
      threads: 1,
      readOnlyFolders: [dirname(landed.table)],
    });
    const profile = await profileTable(session, plainTable(landed.table, landed.meta), {});
    session.close();
    expect(profile.warnings.filter(({ code }) => code === 'typing-errors')).toMatchObject([{ column: 'city' }]);
  });
});
