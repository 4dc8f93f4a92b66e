import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { featureRankingSchema } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { makeTable } from '../testing/make-table';
import { StepRunner } from '../testing/run-steps';

const root = scratchFolder('select-features');
const session = scratchSession(root);

/** The rows that the reference numbers below were worked out on. */
const rows = Array.from({ length: 150 }, (_, i) => {
  const x1 = ((i * 37) % 101) / 10;
  return {
    x1,
    x2: x1 * 2 + (i % 3) / 4,
    x3: (i * 53) % 17,
    x4: i % 9 === 0 ? null : ((i * i) % 23) / 2,
    cat: `k${(i * i) % 7}`,
    y: ['low', 'mid', 'high'][Number(x1 > 5) + Number(i % 5 === 0)] ?? '',
    z: x1 * 1.5 + ((i * 29) % 13) / 3,
  };
});

/** By method and target: score and p of each feature; scikit-learn 1.9 (f_classif, f_regression, mutual_info_score), scipy (chi2_contingency, f_oneway), numpy. */
const reference: Record<string, Record<string, number[]>> = {
  'chi-squared:y': {
    x1: [117.29801076168172, 1.3552527899512072e-16],
    x2: [121.46198282591725, 2.2221613770789403e-17],
    x3: [20.295127887220463, 0.3164515957683009],
    x4: [8.493434830464725, 0.9880667302792684],
    cat: [1.2635482085947753, 0.9736296067505588],
  },
  'chi-squared:z': {
    x1: [394.69047619047615, 8.761221394424184e-43],
    x2: [407.33333333333337, 5.429741021738906e-45],
    x3: [40.71895424836602, 0.9999461887024699],
    x4: [99.39096850861552, 0.23382833403687367],
    cat: [14.622973925299508, 0.9743944527071862],
  },
  'mutual-information:y': {
    x1: [0.41613816127358066],
    x2: [0.4338147977754278],
    x3: [0.018317070036799388],
    x4: [0.0],
    cat: [0.0],
  },
  'mutual-information:z': {
    x1: [0.9212780301817922],
    x2: [0.9351596044526791],
    x3: [0.0],
    x4: [0.09130916773275227],
    cat: [0.0],
  },
  'anova:y': {
    x1: [90.39848918056632, 2.5168688109822942e-26],
    x2: [90.5203546416276, 2.383060393508097e-26],
    x3: [0.34952279082301985, 0.7056087640222093],
    x4: [0.602965020573289, 0.5487098252695467],
  },
  'anova:z': {
    x1: [1850.7803989002869, 1.4972708063150902e-85],
    x2: [1822.310335838213, 4.331126106362166e-85],
    x3: [0.37109666053382084, 0.5433410844553525],
    x4: [0.0037466405016676804, 0.9512854062518845],
    cat: [0.22393483031351258, 0.8796402982319704],
  },
  'correlation:y': {
    x1: [0.7267631039969578],
    x2: [0.7267191741456587],
    x3: [0.06373164245392984],
    x4: [0.09327540145120676],
  },
  'correlation:z': {
    x1: [0.9622654764799188],
    x2: [0.9617093788614379],
    x3: [0.050011383595554224],
    x4: [0.005347849214286259],
  },
  'variance:y': { x1: [8.5053], x2: [33.970866666666666], x3: [23.916666666666668], x4: [8.166939906156369] },
};

async function ranking(method: string, target: 'y' | 'z') {
  const folder = join(root, `${method}-${target}`);
  mkdirSync(folder);
  const names = ['x1', 'x2', 'x3', 'x4', 'cat', target] as const;
  const table = await makeTable(session, folder, {
    columns: names.map((name) => ({
      name,
      type: name === 'cat' || name === 'y' ? 'text' : 'number',
      role: name === target ? 'target' : 'feature',
    })),
    rows: rows.map((row) => names.map((name) => row[name])),
    repeat: 1,
  });
  const result = await new StepRunner(folder).run('select-features', {
    params: { method, count: 2, target },
    inputs: { table: [[table, 'table']] },
  });
  return featureRankingSchema.parse(result.outputs.ranking?.inline);
}

describe('the scores of features', () => {
  it.each(Object.keys(reference).map((key) => key.split(':')))(
    '%s of %s are those of scikit-learn',
    async (method = '', target = '') => {
      if (target !== 'y' && target !== 'z') throw new Error(target);
      const { features } = await ranking(method, target);
      for (const [name, [score = Number.NaN, p]] of Object.entries(reference[`${method}:${target}`] ?? {})) {
        const found = features.find(({ feature }) => feature === name);
        expect(Math.abs((found?.score ?? Number.NaN) - score), name).toBeLessThan(1e-9 * (1 + score));
        if (p !== undefined) expect(Math.abs((found?.p ?? Number.NaN) / p - 1), `p of ${name}`).toBeLessThan(1e-6);
      }
    },
  );
});
