import { type ArimaFit, fitArima } from './fit-arima';
import type { ArimaOrder } from './order';

type Free = Pick<ArimaOrder, 'p' | 'q' | 'seasonalP' | 'seasonalQ' | 'constant'>;

/** p + q + P + Q of a model that is tried: more fit the noise. */
const MOST_COEFFICIENTS = 5;
const MOST_SEASONAL = 2;

/**
 * The orders with the least corrected AIC that a stepwise search finds (Hyndman and Khandakar 2008): from four simple
 * models it moves to the best neighbour, one order or two up or down or the constant the other way, until none is better.
 */
export async function searchOrders(options: {
  /** The differenced series. */
  values: Float64Array;
  fixed: Pick<ArimaOrder, 'd' | 'seasonalD' | 'period'>;
  maxOrder: number;
  pause(): Promise<void>;
}): Promise<ArimaFit> {
  const { values, fixed, maxOrder, pause } = options;
  const known = new Map<string, ArimaFit>();
  const learn = async (free: Free): Promise<ArimaFit> => {
    const order: ArimaOrder = { ...free, ...fixed };
    const key = JSON.stringify([free.p, free.q, free.seasonalP, free.seasonalQ, free.constant]);
    const found = known.get(key) ?? fitArima(values, order);
    if (!known.has(key)) await pause();
    known.set(key, found);
    return found;
  };
  const allowed = (free: Free) => isAllowed(free, { fixed, maxOrder });
  let best = await bestOf(starts(fixed, maxOrder).filter(allowed), learn, null);
  for (;;) {
    const next = await bestOf(neighbours(best.order).filter(allowed), learn, best);
    if (next === best) return best;
    best = next;
  }
}

async function bestOf(
  frees: readonly Free[],
  learn: (free: Free) => Promise<ArimaFit>,
  from: ArimaFit | null,
): Promise<ArimaFit> {
  let best = from;
  for (const free of frees) {
    const fit = await learn(free);
    if (best === null || fit.aicc < best.aicc) best = fit;
  }
  if (best === null) throw new Error('a search for orders begins with at least one');
  return best;
}

/** The four models to begin with, and one without any coefficient, which is always allowed. */
function starts({ d, seasonalD, period }: Pick<ArimaOrder, 'd' | 'seasonalD' | 'period'>, maxOrder: number): Free[] {
  const constant = d + seasonalD <= 1;
  const season = period > 1 ? 1 : 0;
  const two = Math.min(2, maxOrder);
  return [
    { p: 0, q: 0, seasonalP: 0, seasonalQ: 0, constant },
    { p: two, q: two, seasonalP: season, seasonalQ: season, constant },
    { p: 1, q: 0, seasonalP: season, seasonalQ: 0, constant },
    { p: 0, q: 1, seasonalP: 0, seasonalQ: season, constant },
  ];
}

function neighbours({ p, q, seasonalP, seasonalQ, constant }: ArimaOrder): Free[] {
  const here: Free = { p, q, seasonalP, seasonalQ, constant };
  const moves = [-1, 1].flatMap((by): Free[] => [
    { ...here, p: p + by },
    { ...here, q: q + by },
    { ...here, p: p + by, q: q + by },
    { ...here, p: p + by, q: q - by },
    { ...here, seasonalP: seasonalP + by },
    { ...here, seasonalQ: seasonalQ + by },
    { ...here, seasonalP: seasonalP + by, seasonalQ: seasonalQ + by },
    { ...here, seasonalP: seasonalP + by, seasonalQ: seasonalQ - by },
  ]);
  return [...moves, { ...here, constant: !constant }];
}

function isAllowed(
  { p, q, seasonalP, seasonalQ, constant }: Free,
  { fixed, maxOrder }: { fixed: Pick<ArimaOrder, 'd' | 'seasonalD' | 'period'>; maxOrder: number },
): boolean {
  const seasonal = fixed.period > 1 ? MOST_SEASONAL : 0;
  const within = (order: number, most: number) => order >= 0 && order <= most;
  return (
    within(p, maxOrder) &&
    within(q, maxOrder) &&
    within(seasonalP, seasonal) &&
    within(seasonalQ, seasonal) &&
    // The first model may have two of each and both of a season: a search that begins too small can stay there.
    p + q + seasonalP + seasonalQ <= MOST_COEFFICIENTS + 1 &&
    !(constant && fixed.d + fixed.seasonalD > 1)
  );
}
