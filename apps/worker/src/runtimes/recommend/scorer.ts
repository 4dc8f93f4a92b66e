import { damagedModel } from '../damaged-model';
import type { FeatureColumn, RowCell, RowScorer, StoredModel } from '../model-runtime';
import { checkColumns } from '../row-values';
import { decodeRecommender, type RecommenderModel } from './model';
import { keyOf } from './pairs';
import { createRanker, type Ranker } from './ranker';

/**
 * A scorer that answers a user with a list: whether it comes from what the user had (1) or from what most have (0), then for
 * each place the number of the item and its score; -1 and 0 where nothing is left to recommend.
 */
export function loadRecommender(stored: StoredModel): RowScorer {
  const model = decodeRecommender(stored);
  if (stored.features.length !== 1)
    throw damagedModel({ seen: `${stored.features.length} features`, expected: 'one, the user' });
  const ranker = createRanker(model);
  const userCodes = new Map(model.users.map((name, code) => [name, code]));
  const codeOf = (cell: number | string | null | undefined) => {
    const name = keyOf(cell);
    return name === null ? -1 : (userCodes.get(name) ?? -1);
  };
  const outputs = 1 + 2 * model.recommend;
  return {
    outputs,
    recommends: {
      ...describeItems(model),
      columns: model.columns,
      likedFrom: model.likedFrom,
      userCode: codeOf,
      ...listsOf(ranker, model),
    },
    scoreRow(row, out) {
      answer(ranker, { user: codeOf(userOf(row[0])), places: model.recommend, out, at: 0 });
    },
    scoreBlock(columns, rows) {
      checkColumns(stored.features, columns);
      const out = new Float64Array(rows * outputs);
      const done = new Map<number, number>();
      for (let row = 0; row < rows; row++) {
        const user = codeOf(cellOf(columns[0], row));
        const at = row * outputs;
        const before = done.get(user);
        if (before === undefined) answer(ranker, { user, places: model.recommend, out, at });
        else out.copyWithin(at, before, before + outputs);
        done.set(user, at);
      }
      return out;
    },
  };
}

function cellOf(column: FeatureColumn | undefined, row: number): number | string | null {
  return column?.kind === 'number' || column?.kind === 'category' ? (column.values[row] ?? null) : null;
}

function answer(ranker: Ranker, o: { user: number; places: number; out: Float64Array; at: number }): void {
  const { user, places, out, at } = o;
  const { own, items, scores } = ranker.best(user, { depth: places, popular: false });
  out[at] = own ? 1 : 0;
  for (let place = 0; place < places; place++) {
    out[at + 1 + 2 * place] = items[place]!;
    out[at + 2 + 2 * place] = scores[place]!;
  }
}

function describeItems(model: RecommenderModel) {
  const codes = new Map(model.items.map((name, code) => [name, code]));
  return {
    items: model.itemsAreNumbers ? model.items.map(Number) : model.items,
    itemCode: (name: string) => codes.get(name) ?? -1,
  };
}

function listsOf(ranker: Ranker, { again }: RecommenderModel) {
  return {
    offers: (user: number, item: number) => again || !ranker.had(user, item),
    lists(users: Int32Array, o: { depth: number; popular: boolean }) {
      const found = new Int32Array(users.length * o.depth);
      users.forEach((user, at) => {
        found.set(ranker.best(user, o).items, at * o.depth);
      });
      return found;
    },
  };
}

/** A user is a text or a number; the request of a model has read nothing else. */
function userOf(cell: RowCell | undefined): number | string | null {
  if (cell instanceof Float64Array) throw new TypeError('a user is no vector');
  return cell ?? null;
}
