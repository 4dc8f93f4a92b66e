import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { StoredModel } from '../model-runtime';
import { type BlobReader, blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import type { Alike } from './alike';

/** What a user and an item score by: the product of their factors, or what the items of the user are alike to. */
export type Taste =
  | { method: 'als'; width: number; users: Float32Array; items: Float32Array }
  | { method: 'item-item'; alike: Alike; values: Float64Array }
  | { method: 'popular' };

/** A model that recommends, as it scores. */
export type RecommenderModel = {
  users: string[];
  items: string[];
  /** Items are whole numbers in the table, and in answers. */
  itemsAreNumbers: boolean;
  columns: { item: string; strength: string | null };
  /** Ratings: from which one on an item counts as liked; null: whatever a user had. */
  likedFrom: number | null;
  recommend: number;
  again: boolean;
  /** Users of each item. */
  counts: Int32Array;
  /** What each user had in the train rows, ascending. */
  had: { start: Int32Array; items: Int32Array };
  taste: Taste;
  /** Ratings: what is usual, to be added to what the taste says. */
  usual: { mean: number; users: Float64Array; items: Float64Array } | null;
};

const storedSchema = z.object({
  v: z.literal(1),
  method: z.enum(['als', 'item-item', 'popular']),
  width: z.number().int().nonnegative(),
  itemsAreNumbers: z.boolean(),
  item: z.string(),
  strength: z.string().nullable(),
  likedFrom: z.number().nullable(),
  recommend: z.number().int().positive(),
  again: z.boolean(),
  mean: z.number().nullable(),
  layout: blobLayoutSchema,
});

const namesSchema = z.array(z.string());

/** Settings as JSON; names as JSON texts, factors and histories as arrays in the weights. */
export function encodeRecommender(model: RecommenderModel): { json: JsonObject; weights: Uint8Array } {
  const { taste, usual } = model;
  const { layout, blob } = packArrays({
    userNames: new TextEncoder().encode(JSON.stringify(model.users)),
    itemNames: new TextEncoder().encode(JSON.stringify(model.items)),
    counts: model.counts,
    hadStart: model.had.start,
    hadItems: model.had.items,
    ...arraysOf(taste),
    ...(usual === null ? {} : { usualUsers: usual.users, usualItems: usual.items }),
  });
  const json = {
    v: 1,
    method: taste.method,
    width: taste.method === 'als' ? taste.width : 0,
    itemsAreNumbers: model.itemsAreNumbers,
    item: model.columns.item,
    strength: model.columns.strength,
    likedFrom: model.likedFrom,
    recommend: model.recommend,
    again: model.again,
    mean: usual === null ? null : usual.mean,
    layout,
  };
  return { json, weights: blob };
}

function arraysOf(taste: Taste): Parameters<typeof packArrays>[0] {
  switch (taste.method) {
    case 'als':
      return { userFactors: taste.users, itemFactors: taste.items };
    case 'item-item': {
      const { start, other, values } = taste.alike;
      return { hadValues: taste.values, alikeStart: start, alikeItems: other, alikeValues: values };
    }
    case 'popular':
      return {};
  }
}

/** Throws `model-damaged` unless all parts fit together. */
export function decodeRecommender(stored: StoredModel): RecommenderModel {
  const found = storedSchema.safeParse(stored.json);
  if (!found.success)
    throw damagedModel({ seen: 'another manifest', expected: 'a recommender of version 1', cause: found.error });
  const facts = found.data;
  const arrays = unpackArrays(facts.layout, stored.weights);
  const users = readNames(arrays, 'userNames');
  const items = readNames(arrays, 'itemNames');
  const had = { start: arrays.i32('hadStart'), items: arrays.i32('hadItems') };
  checkLists(had.start, had.items, { rows: users.length, items: items.length });
  const counts = arrays.i32('counts');
  checkLength('counts', counts.length, items.length);
  return {
    users,
    items,
    itemsAreNumbers: facts.itemsAreNumbers,
    columns: { item: facts.item, strength: facts.strength },
    likedFrom: facts.likedFrom,
    recommend: facts.recommend,
    again: facts.again,
    counts,
    had,
    taste: readTaste(arrays, { ...facts, users: users.length, items: items.length, pairs: had.items.length }),
    usual: facts.mean === null ? null : readUsual(arrays, { mean: facts.mean, users, items }),
  };
}

type Sizes = { method: Taste['method']; width: number; users: number; items: number; pairs: number };

function readTaste(arrays: BlobReader, { method, width, users, items, pairs }: Sizes): Taste {
  switch (method) {
    case 'als': {
      const factors = { users: arrays.f32('userFactors'), items: arrays.f32('itemFactors') };
      checkLength('factors of users', factors.users.length, users * width);
      checkLength('factors of items', factors.items.length, items * width);
      return { method, width, ...factors };
    }
    case 'item-item': {
      const alike = {
        start: arrays.i32('alikeStart'),
        other: arrays.i32('alikeItems'),
        values: arrays.f32('alikeValues'),
      };
      checkLists(alike.start, alike.other, { rows: items, items });
      checkLength('alikenesses', alike.values.length, alike.other.length);
      const values = arrays.f64('hadValues');
      checkLength('strengths', values.length, pairs);
      return { method, alike, values };
    }
    case 'popular':
      return { method };
  }
}

function readUsual(arrays: BlobReader, o: { mean: number; users: string[]; items: string[] }) {
  const usual = { mean: o.mean, users: arrays.f64('usualUsers'), items: arrays.f64('usualItems') };
  checkLength('usual ratings of users', usual.users.length, o.users.length);
  checkLength('usual ratings of items', usual.items.length, o.items.length);
  return usual;
}

function readNames(arrays: BlobReader, name: string): string[] {
  try {
    return namesSchema.parse(JSON.parse(new TextDecoder().decode(arrays.u8(name))));
  } catch (cause) {
    throw damagedModel({ seen: `${name} that cannot be read`, expected: 'a list of names', cause });
  }
}

function checkLength(what: string, seen: number, expected: number): void {
  if (seen !== expected) throw damagedModel({ seen: `${seen} ${what}`, expected: `${expected}` });
}

/** Lists that follow each other to the end, of items that there are. */
function checkLists(start: Int32Array, other: Int32Array, o: { rows: number; items: number }): void {
  checkLength('lists', start.length, o.rows + 1);
  const rising = start.every((from, row) => from >= (row === 0 ? 0 : start[row - 1]!));
  const within = start[0] === 0 && start.at(-1) === other.length && other.every((item) => item >= 0 && item < o.items);
  if (!rising || !within) throw damagedModel({ seen: 'lists of items that are not there', expected: 'whole lists' });
}
