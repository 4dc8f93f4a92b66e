import { clamp, maybeMissing, pick, roundTo, type Sample } from './sample';

const plans = { basic: 22, plus: 45, pro: 78 } as const;
const contractPull = { monthly: 0.9, yearly: -0.6, 'two years': -1.6 } as const;

/** Customers of a made-up phone company. About a quarter leave: short contracts, many calls, high charges. */
export const churn: Sample = {
  title: 'Churn',
  target: 'churned',
  columns: [
    { name: 'customer_id', type: 'text', role: 'id', missing: 0 },
    { name: 'age', type: 'integer', role: 'feature', missing: 0.03 },
    { name: 'tenure_months', type: 'integer', role: 'feature', missing: 0 },
    { name: 'plan', type: 'text', role: 'feature', missing: 0 },
    { name: 'contract', type: 'text', role: 'feature', missing: 0 },
    { name: 'payment_method', type: 'text', role: 'feature', missing: 0.04 },
    { name: 'monthly_charge', type: 'number', role: 'feature', missing: 0.02 },
    { name: 'support_calls', type: 'integer', role: 'feature', missing: 0 },
    { name: 'paperless', type: 'boolean', role: 'feature', missing: 0 },
    { name: 'churned', type: 'text', role: 'target', missing: 0 },
  ],
  row(random, index) {
    const age = Math.round(clamp(44 + 15 * random.normal(), 18, 90));
    const tenure = Math.floor(72 * random.next() ** 1.4);
    const plan = pick(random, [
      ['basic', 5],
      ['plus', 3],
      ['pro', 2],
    ] as const);
    const contract = pick(random, [
      ['monthly', 5],
      ['yearly', 3],
      ['two years', 2],
    ] as const);
    const payment = pick(random, [
      ['card', 4],
      ['bank transfer', 4],
      ['invoice', 3],
    ] as const);
    const charge = roundTo(clamp(plans[plan] + 9 * random.normal(), 8, 140), 2);
    const calls = Math.floor(-Math.log(1 - random.next()) * 1.3);
    const paperless = random.next() < 0.6;
    const pull =
      contractPull[contract] +
      0.55 * calls -
      0.035 * tenure +
      0.018 * (charge - 40) +
      (payment === 'invoice' ? 0.6 : 0);
    const leaves = random.next() < 1 / (1 + Math.exp(1.2 - pull));
    return [
      `C${String(index + 1).padStart(6, '0')}`,
      maybeMissing(random, 0.03, age),
      tenure,
      plan,
      contract,
      maybeMissing(random, 0.04, payment),
      maybeMissing(random, 0.02, charge),
      calls,
      paperless,
      leaves ? 'yes' : 'no',
    ];
  },
};
