import { describe, expect, it } from 'vitest';
import { starterInputs as inputs, runStarter } from '../testing/starter-run';
import { hashOf } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { findPackedRows, findSignatureRows } from './find-signature-rows';

withTestServer();

const finished = async () => runStarter(db, (await makeContext(db, 'engineer')).project.id);

describe('the rows a model can be asked about', () => {
  it('are found for every candidate of the first pipeline of a table, with cells as they came', async () => {
    const { runId, at, hashAt } = await finished();
    const where = async (trainer: string) => {
      const found = await findSignatureRows({ runId, inputs, trainerIdx: at(trainer) });
      return { rows: found?.rows.idx, source: found?.source.idx, port: found?.source.port };
    };
    const source = { source: at('dataset'), port: 'table' };
    expect(await where('trees')).toEqual({ rows: at('split'), ...source });
    expect(await where('baseline')).toEqual({ rows: at('split'), ...source });
    expect(await where('linear')).toEqual({ rows: at('scale'), ...source });
    const packed = await findPackedRows({ runId, inputs, bundle: hashAt('register', 'release') });
    expect([packed?.rows.idx, packed?.source.idx]).toEqual([at('split'), at('dataset')]);
  });

  it('are not found when the data has no such column, or no step trained', async () => {
    const { runId, at } = await finished();
    const trainerIdx = at('trees');
    expect(await findSignatureRows({ runId, inputs: [{ name: 'gone' }], trainerIdx })).toBeNull();
    expect(await findSignatureRows({ runId, inputs, trainerIdx: 999 })).toBeNull();
    expect(await findPackedRows({ runId, inputs, bundle: hashOf('another') })).toBeNull();
  });
});
