import { type FilterRules, type FilterSide, readKey } from './filter';
import { tokenise } from './tokens';
import { invalid } from './tracking-error';

export type OrderClause = { side: FilterSide; key: string; descending: boolean };

const mostOrders = 20;

/**
 * Reads orders such as `metrics.acc DESC`; without a direction they ascend.
 * @throws TrackingError with INVALID_PARAMETER_VALUE
 */
export function parseOrderBy(orders: readonly string[], rules: FilterRules): OrderClause[] {
  if (orders.length > mostOrders) throw invalid(`There are at most ${mostOrders} orders.`);
  return orders.map((order) => {
    const [word, direction, ...rest] = tokenise(order);
    const way = direction?.kind === 'word' ? direction.text.toUpperCase() : null;
    if (rest.length > 0 || (direction !== undefined && way !== 'ASC' && way !== 'DESC')) {
      throw invalid(`Invalid order_by clause '${order}'. Could not be parsed.`);
    }
    return { ...readKey(word, rules), descending: way === 'DESC' };
  });
}
