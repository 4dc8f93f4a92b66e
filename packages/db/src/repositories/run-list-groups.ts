import { seedlessTypes } from '@millrace/pipeline-core/steps';
import { z } from 'zod';
import type { Db } from '../client';
import type { Prisma } from '../generated/client';
import { queryRow, sql } from '../raw-query';
import { type ListQuery, mostListed, runListConditions } from './run-list';
import { type ListSort, listFigure, listOrder } from './run-list-filters';

/** Parameters that name a seed: `seed` of our own trainers, the others as programs log them. */
const seedKeys = ['seed', 'random_state', 'random_seed'];
const seedKey = sql`k.key = any(${seedKeys}::text[])`;

/** Ids in their order; the `size` rows of a group stand together from place `at` on. */
export type GroupedOrder = { ids: string[]; groups: { at: number; size: number }[] };

/**
 * As `orderRunList`, with the rows together that differ in nothing but their seed. Of candidates that is the rule of the
 * leaderboard: the same step, settings, features, batches and target; of logged runs the same experiment, kind of model, data
 * and parameters. Two seeds or more make a group. By a figure a group stands at its mean, by anything else where its first
 * row stands.
 */
export async function orderRunGroups(db: Db, o: ListQuery & { sort: ListSort; limit?: number }): Promise<GroupedOrder> {
  const { descending, side } = o.sort;
  const lead = side === 'metric' ? sql`avg(l.figure) over (partition by l.own)` : sql`null::float8`;
  const row = await queryRow(
    db,
    z.object({ ids: z.string(), groups: z.string() }),
    sql`select coalesce(string_agg(o.id::text, ',' order by o.n), '') as ids,
          coalesce(string_agg((o.n - 1) || ':' || o.size, ',' order by o.n) filter (where o.size > 1 and o.place = o.first), '')
            as groups
        from (
          select w.*, row_number() over (order by w.lead ${descending ? sql`desc` : sql`asc`} nulls last, w.first, w.place) as n
          from (
            select l.id, l.place, ${lead} as lead, min(l.place) over (partition by l.own) as first,
              count(*) over (partition by l.own) as size
            from (${ownRows(o)}) l) w) o
        where o.n <= ${o.limit ?? mostListed}`,
  );
  const size = (text: string) => ({ at: Number(text.split(':')[0]), size: Number(text.split(':')[1]) });
  return {
    ids: row === null || row.ids === '' ? [] : row.ids.split(','),
    groups: row === null || row.groups === '' ? [] : row.groups.split(',').map(size),
  };
}

/**
 * Rows with what they share with others of their group (`own`), else their id. What is large is read only of rows that
 * others resemble: manifests of 50,000 candidates take longer than the list may.
 */
function ownRows(o: ListQuery & { sort: ListSort }): Prisma.Sql {
  return sql`
    select a.id, a.place, a.figure,
      case when min(a.seed) over (partition by a.key) <> max(a.seed) over (partition by a.key) then a.key
        else a.id::text end as own
    from (
      select m.id, m.place, m.figure, d.key, d.seed
      from (
        select p.*, count(*) over (partition by p.source, p.step_type, p.experiment, p.print) as many from (${pickedRows(o)}) p
      ) m left join lateral (${alikeRow}) d on m.many > 1 and m.print is not null) a`;
}

/**
 * Rows in their own order, with a print of their settings: the order of keys does not matter, and each stands once, so that
 * hashes can be laid over each other. 64 bits: two of 50,000 settings share one by chance in 1 of 10 billion lists.
 */
function pickedRows(o: ListQuery & { sort: ListSort }): Prisma.Sql {
  const figure = o.sort.side === 'metric' ? listFigure(o.sort.key, o.rules) : sql`null::float8`;
  return sql`
    select r.id, r.source, r.step_type, case r.source when 'logged' then r.experiment end as experiment,
      row_number() over (order by ${listOrder(o.sort, o.rules)}, r.started_at desc, r.id) as place, ${figure} as figure,
      case when r.source = 'pipeline' or s.seed is not null then coalesce(s.print, 0) end as print, s.seed
    from run_list r left join lateral (
      select bit_xor(k.print) filter (where not ${seedKey}) as print, max(k.value) filter (where ${seedKey}) as seed
      from (
        select c.key, c.value, ${printOf(sql`c`)} as print from candidate_param c
          where r.source = 'pipeline' and c.candidate_id = r.id
        union all
        select t.key, t.value, ${printOf(sql`t`)} from track_param t where r.source = 'logged' and t.run_id = r.id
      ) k offset 0) s on true
    where ${runListConditions(o)} offset 0`;
}

const printOf = (row: Prisma.Sql) => sql`hashtextextended(${row}.key || chr(31) || ${row}.value, 0)`;

/**
 * All but the seed that makes a model, and the seed. A candidate without one of its own has that of its step. A trial of a
 * search is like no other: it was asked for by the search, with its settings and its preparation; and so is a model in which
 * chance has no part.
 */
const alikeRow = sql`
  select md5(concat_ws(chr(31), c.step_type, m.print, one."featureSetId", one.target, one.batches,
      case when made.spec ? 'trial' or c.step_type = any(${[...seedlessTypes]}::text[]) then c.id::text end)) as key, one.trainer->>'seed' as seed
    from candidate c
    left join step_run made on made.run_id = c.run_id and made.idx = c.idx
    cross join lateral jsonb_to_record(c.manifest) as one("featureSetId" text, target text, batches text, trainer jsonb)
    where m.source = 'pipeline' and c.id = m.id
  union all
  select md5(concat_ws(chr(31), t.experiment_id, m.print,
      (select g.value from track_tag g where g.run_id = t.id and g.key = 'estimator_name'),
      (select string_agg(n.name || ' ' || n.digest, ',' order by n.name, n.digest) from track_input n where n.run_id = t.id))),
      m.seed
    from track_run t where m.source = 'logged' and t.id = m.id`;
