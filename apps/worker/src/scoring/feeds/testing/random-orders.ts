import type { JsonObject } from '@millrace/pipeline-core/json';
import type { SeededRandom } from '@millrace/pipeline-core/seeded-random';

/** A time so many seconds ago. */
export const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

/** Orders in the many ways that programs write them, each with an id of its own. */
export function createOrders(random: SeededRandom) {
  let made = 0;
  const newId = () => made++;
  const pick = <T>(items: readonly T[]): T => {
    const item = items[random.int(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const randomOrder = (): JsonObject => {
    const time = ago(60 + random.int(1_000_000));
    const micros = `${time.slice(0, -1)}${String(random.int(1000)).padStart(3, '0')}`;
    return {
      id: newId(),
      customer: random.int(150),
      at: pick([time, `${micros}Z`, micros.replace('T', ' '), `${time.slice(0, -1)}+02:00`, null]),
      seen: ago(random.int(50)),
      amount: pick([random.next() * 100, random.int(100), -0, null, Math.fround(random.next())]),
      pieces: pick([random.int(5), null]),
      city: pick(['Oslo', ' Bern ', 'NA', '', 'Zürich 🏔', null]),
      gift: pick([true, false, null]),
      paid: pick([ago(random.int(1_000_000)), '2026-03-01', null]),
      day: pick(['2026-02-28', '2024-02-29', null, '-']),
      tags: pick([{ a: 1, b: [1, 'x'] }, ['p', 'q'], 5]),
      ...(random.int(2) === 0 ? { sometimes: 'x' } : {}),
    };
  };
  return { newId, randomOrder };
}
