import { PipelineError } from '@millrace/pipeline-core/errors';
import type {
  FeatureSpec,
  FitContext,
  FittedModel,
  RowScorer,
  UnlabelledRows,
  UnlabelledRuntime,
} from '../model-runtime';
import { createPause } from '../turn-event-loop';
import { alikeItems } from './alike';
import { type AlsFit, fitFactors } from './fit-factors';
import { encodeRecommender, type RecommenderModel, type Taste } from './model';
import { type Pairs, readPairs, turned } from './pairs';
import type { RecommenderParams } from './params';
import { loadRecommender } from './scorer';
import { leftOver, type UsualRating, usualRating } from './usual-rating';

/** What to offer a user, learned from who had what. */
export const recommenderRuntime: UnlabelledRuntime<RecommenderParams, RowScorer> = {
  format: 'recommender',

  describe: () => ({
    format: 'recommender',
    title: 'Recommender',
    tasks: ['ranking'],
    // The names of users and items.
    reads: { numbers: true, categories: true, missing: false },
    resumable: true,
    threads: 'one',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, context }) {
    const pairs = readPairs(train, params.feedback);
    const usual = params.feedback === 'ratings' ? usualRating(pairs) : null;
    const { taste, curve } = await fitTaste({ params, pairs, usual, context });
    const model: RecommenderModel = {
      users: pairs.users,
      items: pairs.items,
      itemsAreNumbers: train.features[1]?.kind === 'number',
      columns: { item: train.features[1]?.name ?? '', strength: train.features[2]?.name ?? null },
      likedFrom: usual === null ? null : (params.likedFrom ?? usual.mean),
      recommend: params.recommend,
      again: params.again,
      counts: countsOf(pairs),
      had: { start: pairs.byUser.start, items: pairs.byUser.other },
      taste,
      usual,
    };
    return {
      format: 'recommender',
      task: 'ranking',
      features: [userSpec(train)],
      ...encodeRecommender(model),
      importance: [],
      curve,
      summary: summaryOf({ params, pairs, curve }),
    };
  },

  load: loadRecommender,
};

type Fit = { params: RecommenderParams; pairs: Pairs; usual: UsualRating | null; context: FitContext };
type Learned = { taste: Taste; curve: FittedModel['curve'] };

async function fitTaste({ params, pairs, usual, context }: Fit): Promise<Learned> {
  const byUser = usual === null ? pairs.byUser : leftOver(pairs.byUser, usual);
  const sides = { byUser, byItem: usual === null ? pairs.byItem : turned(byUser, pairs.items.length) };
  switch (params.method) {
    case 'popular':
      return { taste: { method: 'popular' }, curve: [] };
    case 'item-item': {
      const alike = await alikeItems(sides, {
        neighbours: params.neighbours,
        shrinkage: params.shrinkage,
        pause: createPause(context),
        progress: (done) => context.progress({ done, total: pairs.items.length }),
      });
      return { taste: { method: 'item-item', alike, values: byUser.values }, curve: [] };
    }
    case 'als': {
      const found = await fitFactors(sides, { params, context });
      return { taste: rounded(found), curve: found.losses.map((train, at) => ({ step: at + 1, train })) };
    }
  }
}

/** Factors are kept as float32, and scored with as they are kept. */
function rounded({ users, items }: AlsFit): Taste {
  const taste = {
    method: 'als' as const,
    width: users.width,
    users: Float32Array.from(users.values),
    items: Float32Array.from(items.values),
  };
  if (taste.users.every(Number.isFinite) && taste.items.every(Number.isFinite)) return taste;
  throw new PipelineError({
    code: 'not-finite',
    family: 'pipeline',
    place: 'Recommender › strength',
    seen: 'strengths so large that sums of them are no numbers any more',
    expected: 'factors that are finite numbers',
    next: 'Scale the strengths before, or lower "Weight of a strength".',
  });
}

function countsOf({ byItem, items }: Pairs): Int32Array {
  return Int32Array.from(items, (_, item) => byItem.start[item + 1]! - byItem.start[item]!);
}

/** Users are looked up by name: their names lie with the model, not in the manifest. */
function userSpec(train: UnlabelledRows): FeatureSpec {
  const [user] = train.features;
  const name = user?.name ?? '';
  return user?.kind === 'number' ? { name, kind: 'number' } : { name, kind: 'category', levels: [] };
}

function summaryOf(o: { params: RecommenderParams; pairs: Pairs; curve: FittedModel['curve'] }) {
  const { params, pairs, curve } = o;
  const last = curve.at(-1);
  return {
    method: params.method,
    users: pairs.users.length,
    items: pairs.items.length,
    pairs: pairs.byUser.other.length,
    repeated: pairs.repeated,
    ...(last === undefined ? {} : { iterations: last.step, 'train loss': last.train }),
  };
}
