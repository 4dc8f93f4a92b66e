import { z } from 'zod';
import { defineStep } from '../define-step';
import { param } from '../param';
import { sampleNames, samples } from './samples/catalog';

export const sampleData = defineStep({
  type: 'sample-data',
  version: 1,
  stage: 'ingest',
  title: 'Sample data',
  summary:
    'Small made-up tables to try things with: leaving customers, house prices, flower species, business documents.',
  doc: `Rows made by a seeded generator that ships with the product: no file, no network, nobody's data.

- **Churn**: customers with plan, charges and support calls; predict who leaves. Some cells are missing.
- **House prices**: size, age, district; predict the price. Some cells are missing.
- **Flower species**: four measures; predict one of three species.
- **Business documents, texts**: letters and mails of seven kinds; predict the kind from the words. Some could be of two.
- **Business documents, pages**: small grey scans of pages (24 × 32 pixels as one vector); predict the kind from the look.

The target and the id columns are already marked.`,
  synonyms: ['example', 'demo', 'toy', 'iris', 'churn', 'houses', 'documents', 'letters', 'pages', 'generator'],
  icon: 'sprout',
  params: z.object({
    sample: param(z.enum(sampleNames).default('churn'), {
      title: 'Sample',
      widget: 'sample',
      labels: {
        churn: 'Churn',
        'house-prices': 'House prices',
        'flower-species': 'Flower species',
        'business-documents': 'Business documents, texts',
        'document-pages': 'Business documents, pages',
      },
    }),
    rows: param(z.int().min(10).max(200_000).default(2000), { title: 'Rows' }),
    seed: param(
      z
        .int()
        .min(0)
        .max(2 ** 31)
        .default(7),
      { title: 'Seed', description: 'Another seed, other rows.', advanced: true },
    ),
  }),
  inputs: {},
  outputs: { table: { type: 'Table', title: 'Table' } },
  flags: { deterministic: true },
  needs: 'cpu',
  cost: (params) => ({ seconds: 0.05 + params.rows / 2e5, megabytes: 128 }),
  describe: (params) => `${samples[params.sample].title}, ${params.rows} rows`,
  inferSchema(params) {
    const table = { columns: [...samples[params.sample].columns], rows: params.rows, split: false };
    return { outputs: { table: { kind: 'known', table } }, issues: [] };
  },
});
