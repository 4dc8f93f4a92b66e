import { createRandom } from '@millrace/pipeline-core/seeded-random';

export type NumbersRow = { x: number; y: number };
export type MixedRow = { age: number; rate: number; member: boolean; plan: string };

const plans = ['größe', 'x', 'basic', 'émigré'];

/** A table with a column of each kind that a tensor may hold, whose target depends on all of them. */
export function mixedTable(rows: number, seed: number): { csv: string; rows: MixedRow[] } {
  const random = createRandom(seed);
  const made = Array.from({ length: rows }, (): MixedRow => {
    const plan = plans[random.int(plans.length)] ?? 'x';
    return { age: 18 + random.int(60), rate: round(random.normal()), member: random.next() < 0.4, plan };
  });
  const lines = made.map((row) => {
    const { age, rate, member, plan } = row;
    const score = (age - 48) / 20 + rate + (member ? 0.8 : -0.4) + (plan === 'größe' ? 0.7 : 0) + random.normal() / 2;
    return `${age},${rate},${member},${plan},${score > 0 ? 'yes' : 'no'}`;
  });
  return { csv: `age,rate,member,plan,churn\n${lines.join('\n')}\n`, rows: made };
}

/** Two numbers and what they cost together. */
export function numbersTable(rows: number, seed: number): { csv: string; rows: NumbersRow[] } {
  const random = createRandom(seed);
  const made: NumbersRow[] = [];
  const lines = Array.from({ length: rows }, () => {
    const [x, y] = [round(random.normal() * 10), round(random.normal() * 10)];
    made.push({ x, y });
    return `${x},${y},${round(2 * x + y + random.normal())}`;
  });
  return { csv: `x,y,price\n${lines.join('\n')}\n`, rows: made };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
