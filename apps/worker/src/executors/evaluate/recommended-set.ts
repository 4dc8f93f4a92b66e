import { PipelineError } from '@millrace/pipeline-core/errors';
import type { PredictionSet } from '@millrace/pipeline-core/metrics';
import { rankingDepth } from '@millrace/pipeline-core/metrics';
import type { OpenModel } from '../../data/model-file';
import { readColumns, readNumbers, readTexts, requireColumn, wantedColumn } from '../../data/read-columns';
import { requireRecommends } from '../../data/recommended';
import type { TableScores } from '../../data/score-table';
import type { Recommends } from '../../runtimes/model-runtime';
import type { ExecutorJob } from '../executor';

type Job = Pick<ExecutorJob<unknown>, 'session' | 'title'>;
type Ranking = Extract<PredictionSet, { task: 'ranking' }>;

/** Who had what, by number: users that the model does not know have numbers of their own, items behind its own. */
type Had = { userCodes: Int32Array; lists: Int32Array; items: Int32Array; worth: Float64Array };

/**
 * Rows as what their users had, held against the first places of the lists for these users, and against what most have. A row
 * that the model cannot offer, since its user had the item in the train rows, is left out. Sentences for the log say how many
 * rows are of items or users that no train row has: the first count as not found, the second get what most have.
 */
export async function recommendedSet(
  job: Job,
  { model, scored }: { model: OpenModel; scored: TableScores },
): Promise<{ set: Ranking; notes: string[] }> {
  const recommends = requireRecommends(model.scorer);
  const had = await readHad(job, { model, scored, recommends });
  const lists = (popular: boolean) => recommends.lists(had.userCodes, { depth: rankingDepth, popular });
  const [offered, popular] = [lists(false), lists(true)];
  const known = (row: number) => had.lists[row]! >= 0 && had.items[row]! >= 0;
  const isOffered = (row: number) => known(row) && recommends.offers(had.userCodes[had.lists[row]!]!, had.items[row]!);
  const places = (of: Int32Array) =>
    Float64Array.from(had.lists, (list, row) => (isOffered(row) ? placeOf(of, list, had.items[row]!) : Number.NaN));
  const set: Ranking = {
    task: 'ranking',
    actual: had.worth,
    predicted: places(offered),
    popular: places(popular),
    lists: had.lists,
    items: had.items,
    offered,
    catalogue: recommends.items.length,
  };
  if (!set.predicted.some((place, row) => Number.isFinite(place) && Number.isFinite(had.worth[row]))) {
    throw nothingToJudge(job.title, scored.rows);
  }
  return { set, notes: notesOf(set, had) };
}

async function readHad(
  job: Job,
  { model, scored, recommends }: { model: OpenModel; scored: TableScores; recommends: Recommends },
): Promise<Had> {
  const { relation, columns } = scored.from;
  const place = `${job.title} › rows`;
  const stored = (name: string) => requireColumn(columns, name, place);
  const user = stored(model.manifest.features[0]?.name ?? '');
  const read = await readColumns(job.session, relation, [wantedColumn(user)]);
  const texts = await readTexts(job.session, relation, stored(recommends.columns.item));
  const cells: ArrayLike<number | string | null> = read.columns[0]?.values ?? [];
  const users = numbered(Array.from(cells, (cell) => (Number.isNaN(cell) ? null : cell)));
  const others = numbered(texts.map((text) => (text === null || recommends.itemCode(text) >= 0 ? null : text)));
  const itemOf = (text: string | null, row: number) => {
    if (text === null) return -1;
    const other = others.codes[row]!;
    return other >= 0 ? recommends.items.length + other : recommends.itemCode(text);
  };
  return {
    userCodes: Int32Array.from(users.values, (cell) => recommends.userCode(cell)),
    lists: users.codes,
    items: Int32Array.from(texts, itemOf),
    worth: await readWorth(job, { recommends, scored, rows: texts.length, stored }),
  };
}

/** Different cells in the order in which they first come, and each row's; -1 where there is none. */
function numbered<T extends string | number>(cells: readonly (T | null)[]): { values: T[]; codes: Int32Array } {
  const codes = new Map<T, number>();
  const found = Int32Array.from(cells, (cell) => {
    if (cell === null) return -1;
    const code = codes.get(cell) ?? codes.size;
    codes.set(cell, code);
    return code;
  });
  return { values: [...codes.keys()], codes: found };
}

/** 1 for what is to be found: all that a user had, or what they rated high enough. NaN where it is not known. */
async function readWorth(
  job: Job,
  o: { recommends: Recommends; scored: TableScores; rows: number; stored(name: string): { sqlType: string } },
): Promise<Float64Array> {
  const { strength } = o.recommends.columns;
  if (strength === null) return new Float64Array(o.rows).fill(1);
  const values = await readNumbers(job.session, o.scored.from.relation, strength, o.stored(strength).sqlType);
  const { likedFrom } = o.recommends;
  const worth = (value: number) => (likedFrom === null ? value > 0 : value >= likedFrom);
  return values.map((value) => (Number.isNaN(value) ? value : Number(worth(value))));
}

function placeOf(lists: Int32Array, list: number, item: number): number {
  for (let place = 0; place < rankingDepth; place++) if (lists[list * rankingDepth + place] === item) return place + 1;
  return 0;
}

function notesOf({ predicted, catalogue }: Ranking, { lists, items, userCodes }: Had): string[] {
  let strangeItems = 0;
  const strangers = new Set<number>();
  predicted.forEach((place, row) => {
    if (Number.isNaN(place)) return;
    if (items[row]! >= catalogue) strangeItems++;
    if (userCodes[lists[row]!]! < 0) strangers.add(lists[row]!);
  });
  return [
    ...(strangeItems > 0 ? [`${strangeItems} rows are of items that no train row has; they count as not found.`] : []),
    ...(strangers.size > 0 ? [`${strangers.size} users are in no train row; they are offered what most have.`] : []),
  ];
}

function nothingToJudge(title: string, rows: number): PipelineError {
  return new PipelineError({
    code: 'nothing-to-judge',
    family: 'pipeline',
    place: `${title} › rows`,
    seen: `${rows} rows, none of which the model could recommend: it has learned from all of them`,
    expected: 'rows of items that users had later',
    next: 'Split the rows at random or by time before the recommender, and connect the split here.',
  });
}
