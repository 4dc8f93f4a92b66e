import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { pcaStateSchema } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { parquetRelation } from '../../data/sql-text';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { makeTable } from '../testing/make-table';
import { StepRunner } from '../testing/run-steps';
import { twinDifferences } from '../testing/twin-difference';

const root = scratchFolder('reduce-dimensions');
const session = scratchSession(root);
let count = 0;

/** The rows that the reference numbers were worked out on; the last column never changes. */
const rows = Array.from({ length: 150 }, (_, i) => [
  ((i * 37) % 101) / 10,
  ((i * 37) % 101) / 5 + (i % 3) / 4,
  (i * 53) % 17,
  ((i * i) % 23) / 2 - 3,
  7,
]);

type Reference = { components: number[][]; variance: number[]; share: number[]; rows: Record<string, number[]> };

/** scikit-learn 1.9: PCA with the full solver, with and without StandardScaler before. */
const reference: Record<string, Reference> = {
  standardised: {
    components: [
      [0.7064550645569495, 0.7064612613767944, -0.0420696954343461, -0.007991787147231135, 0.0],
      [0.024989840731972378, 0.02467579479509171, 0.6981759905796274, 0.7150642622796762, 0.0],
      [0.017346604312897886, 0.017305675893034667, 0.7146890204562263, -0.699013027732686, -0.0],
    ],
    variance: [2.0146324257824535, 1.0431893707728657, 0.968407239512377],
    share: [0.5003003857359762, 0.25905869374192847, 0.24048779781224042],
    rows: {
      '0': [-2.359831308471289, -2.2197711365271373, -0.2306857497496515],
      '1': [-0.5549219566006767, -1.7439558050034474, -0.017050759616969127],
      '77': [-1.31544207170915, 0.23244717891059688, -2.2786732533444307],
      '149': [0.4743517277312298, -0.07508967645639844, 0.4159902674525859],
    },
  },
  'as it is': {
    components: [
      [0.44676186647914445, 0.8931992431641336, -0.05087744771176535, -0.003229858422126525, 0.0],
      [0.02291334697451219, 0.0455132510997961, 0.9981761140347966, 0.03237233193863288, -0.0],
      [0.000862060436229058, 0.001332019095309713, -0.03249483953785953, 0.999470643881221, 0.0],
    ],
    variance: [42.80163923203771, 24.045506972647512, 8.063246915356695],
    share: [0.5713072049155945, 0.32095432852111533, 0.1076265101152625],
    rows: {
      '0': [-10.907298558411377, -8.592308360707158, -3.7457047828733083],
      '1': [-2.524675266867513, -6.1468142119491125, -3.29757957031525],
      '77': [-5.85100836944465, -7.040750950409148, 5.225106989183857],
      '149': [2.24736054006215, 1.1833953970990247, -1.0182764156243203],
    },
  },
};

async function reduce(cells: readonly (number | null)[][], params: JsonObject) {
  const folder = join(root, `case-${count++}`);
  mkdirSync(folder);
  const table = await makeTable(session, folder, {
    columns: (cells[0] ?? []).map((_, at) => ({ name: `x${at}`, type: 'number', role: 'feature' })),
    rows: cells.map((row) => [...row]),
    repeat: 1,
  });
  return new StepRunner(folder).run('reduce-dimensions', { params, inputs: { table: [[table, 'table']] } });
}

describe('principal components', () => {
  it.each(Object.entries(reference))('are those of scikit-learn: %s', async (title, wanted) => {
    const result = await reduce(rows, { count: 3, standardise: title === 'standardised' });
    const { components } = pcaStateSchema.parse(result.outputs.variance?.inline);
    components.forEach(({ weights, variance, share }, at) => {
      expect(variance).toBeCloseTo(wanted.variance[at] ?? Number.NaN, 9);
      expect(share).toBeCloseTo(wanted.share[at] ?? Number.NaN, 11);
      weights.forEach((weight, column) => {
        expect(weight).toBeCloseTo(wanted.components[at]?.[column] ?? Number.NaN, 9);
      });
    });
    const stored = await session.query(
      `SELECT * FROM ${parquetRelation(result.outputs.table?.path ?? '')} ORDER BY __row`,
    );
    for (const [row, scores] of Object.entries(wanted.rows)) {
      scores.forEach((score, at) => {
        expect(Number(stored[Number(row)]?.[`pc${at + 1}`])).toBeCloseTo(score, 8);
      });
    }
  });

  it('are as few as explain the share that is asked for', async () => {
    const found = await reduce(rows, { keep: 'share', share: 0.9 });
    const { components } = pcaStateSchema.parse(found.outputs.variance?.inline);
    expect(components).toHaveLength(3);
  });

  it.each([3, 70])('are the same for requests and tables, bit for bit: %i columns', async (width) => {
    const random = createRandom(width);
    const cells = Array.from({ length: 1500 }, () =>
      Array.from({ length: width }, (_, at) => (random.int(200) === 0 ? null : random.normal() * 10 ** ((at % 7) - 3))),
    );
    const result = await reduce(cells, { count: 5 });
    const requests = cells.map((row) => Object.fromEntries(row.map((cell, at) => [`x${at}`, cell])));
    const { compared, different } = await twinDifferences(session, result, { requests });
    expect(compared).toBe(1500 * Math.min(5, width));
    expect(different).toBe(0);
  });
});
