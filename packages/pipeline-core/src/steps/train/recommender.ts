import { z } from 'zod';
import { numberTypes } from '../columns';
import { seedParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferPairTrainer, keyTypes } from '../infer-pairs';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';

const methods = {
  als: 'Factors (ALS)',
  'item-item': 'Items that go together',
  popular: 'Most popular',
} as const;
const byFactors = { param: 'method', is: ['als'] };

export const recommender = defineStep({
  type: 'recommender',
  version: 1,
  stage: 'train',
  title: 'Recommender',
  summary: 'Learns from who had what which items to offer to whom, best first.',
  doc: `Each row is one user and one item they had. The answer to a user is a list of items with scores; items the user had in the train rows are left out of it unless you say otherwise. A user that no train row has gets the items most users had, and the answer says so.

- **Factors (ALS)**: learns a short list of numbers for each user and each item whose product says how much the user wants the item (Hu, Koren and Volinsky 2008). Ratings: ridge regression on what a rating is above or below what its user and item usually get.
- **Items that go together**: two items are alike when the same users have them (cosine). Alikeness that rests on few users is shrunk. Ratings: Koren 2010, not normalised, as Cremonesi and others found best for lists.
- **Most popular**: the same list for everybody. What the other two must beat; each evaluation says how far above it they are.

**Split rows at random, or by time**: what is judged is whether the items a user has in the test rows stand in the first 10 of the list. A split by users would leave only users that nobody knows.

A user and an item that come several times count once: strengths are added up, of ratings the mean is taken. Rows without a user, an item or a strength are left out and counted.`,
  synonyms: [
    'recommendation',
    'collaborative filtering',
    'matrix factorisation',
    'matrix factorization',
    'als',
    'item-item',
    'ratings',
    'ranking',
    'cross-selling',
    'basket',
    'personalisation',
  ],
  icon: 'thumbs-up',
  params: z.object({
    user: param(z.string().default(''), {
      title: 'User',
      description: 'Who: a customer, a reader, a basket.',
      widget: 'column',
      columnTypes: keyTypes,
    }),
    item: param(z.string().default(''), {
      title: 'Item',
      description: 'What they had, and what is recommended.',
      widget: 'column',
      columnTypes: keyTypes,
    }),
    strength: param(z.string().default(''), {
      title: 'Strength',
      description: 'How much: how often, how long, or a rating. Empty: every row counts the same.',
      widget: 'column',
      columnTypes: numberTypes,
    }),
    feedback: param(z.enum(['counts', 'ratings']).default('counts'), {
      title: 'What a strength says',
      labels: { counts: 'How sure it is that they want it', ratings: 'How they liked it: a rating' },
    }),
    likedFrom: param(z.number().nullable().default(null), {
      title: 'Liked from',
      description: 'Evaluations look for items rated so high or higher. Empty: the mean of the train rows.',
      placeholder: 'mean',
      showWhen: { param: 'feedback', is: ['ratings'] },
    }),
    method: param(z.enum(['als', 'item-item', 'popular']).default('als'), { title: 'Method', labels: methods }),
    factors: param(z.int().min(1).max(512).default(32), {
      title: 'Factors',
      description: 'Numbers that describe each user and each item.',
      showWhen: byFactors,
    }),
    regularisation: param(z.number().min(1e-6).max(10_000).nullable().default(null), {
      title: 'Regularisation',
      description: 'Higher keeps users and items with few rows nearer to none. Empty: 20 for counts, 0.1 for ratings.',
      placeholder: 'usual',
      showWhen: byFactors,
    }),
    iterations: param(z.int().min(1).max(1000).default(15), { title: 'Iterations', showWhen: byFactors }),
    confidence: param(z.number().min(0).max(100_000).default(20), {
      title: 'Weight of a strength',
      description: 'What a user had counts 1 + this × strength; all they did not have counts 1. Counts only.',
      showWhen: byFactors,
      advanced: true,
    }),
    neighbours: param(z.int().min(1).max(10_000).default(50), {
      title: 'Neighbours',
      description: 'So many items that are most alike are kept of each item.',
      showWhen: { param: 'method', is: ['item-item'] },
    }),
    shrinkage: param(z.number().min(0).max(100_000).default(2), {
      title: 'Shrinkage',
      description: 'Alikeness counts n / (n + this) where n users have both items.',
      showWhen: { param: 'method', is: ['item-item'] },
    }),
    recommend: param(z.int().min(1).max(100).default(10), { title: 'Items in an answer' }),
    again: param(z.boolean().default(false), {
      title: 'Also what they had',
      description: 'Items a user had in the train rows may be recommended again.',
    }),
    seed: seedParam(),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, ignoresFeatures: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (params, rows) => ({
    seconds: 0.3 + (rows * params.factors * (params.method === 'als' ? params.iterations : 1)) / 2e7,
    megabytes: 192 + (rows * (40 + params.factors)) / 1e6,
  }),
  describe(params) {
    const how = params.method === 'als' ? `${params.factors} factors` : methods[params.method].toLowerCase();
    return `${params.recommend} items, ${how}`;
  },
  trains: {
    tasks: ['ranking'],
    inRounds: true,
    space: {
      factors: { int: [8, 128], log: true },
      regularisation: { real: [0.01, 100], log: true },
      confidence: { real: [1, 100], log: true },
    },
    resource: { param: 'iterations', least: 3, most: 30 },
  },
  inferSchema: (params, inputs) => inferPairTrainer(params, inputs),
});
