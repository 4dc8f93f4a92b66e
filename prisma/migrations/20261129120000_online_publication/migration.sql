-- Rows of a publication are written aside, block by block, while nobody waits. Then they are shown all at once: only the
-- state of the publication changes. After that they are folded into online_feature, block by block in the order of their
-- keys; until the last one is there, readers see the better of the two.
create table online_publication (
  id uuid not null default gen_random_uuid(),
  view_id uuid not null,
  -- Names the step that published: another try gives up what the one before left.
  request_key text not null,
  -- staging: nobody sees it; shown: its rows are online; spent: they are of no use any more, folded or left behind.
  state text not null default 'staging',
  -- `feature_view.change` when it was shown.
  change bigint,
  -- Rows up to this key are folded.
  folded_to text not null default '',
  -- When its last block was written: one that nobody touches any more was left behind.
  touched_at timestamptz(3) not null default now(),
  constraint online_publication_pkey primary key (id),
  constraint online_publication_state_check check (state in ('staging', 'shown', 'spent') and (state <> 'shown' or change is not null)),
  constraint online_publication_view_id_fkey foreign key (view_id) references feature_view (id) on delete cascade on update cascade
);
create index online_publication_view_id_idx on online_publication (view_id);
create index online_publication_request_key_idx on online_publication (request_key);

create table online_staged (
  publication_id uuid not null,
  key text not null,
  event_time timestamptz(6) not null,
  known_since timestamptz(6) not null,
  "values" jsonb not null,
  constraint online_staged_pkey primary key (publication_id, key),
  constraint online_staged_publication_id_fkey foreign key (publication_id) references online_publication (id) on delete cascade on update cascade
);

-- Writes rows of a publication aside. p_rows as for mr_put_online. Fails when the publication was given up
-- meanwhile, or its view is on its way out.
create function mr_stage_online(p_publication uuid, p_rows jsonb) returns int language plpgsql as $$
declare v_written int;
begin
  update online_publication p set touched_at = clock_timestamp() from feature_view v
    where p.id = p_publication and p.state = 'staging' and v.id = p.view_id and v.deleting_at is null;
  if not found then raise exception 'the publication % is not being written any more', p_publication; end if;
  with given as (
    select distinct on (r.k) r.k, r.e, r.s, r.v
      from jsonb_array_elements(p_rows) with ordinality g(item, place)
      cross join lateral jsonb_to_record(g.item) r(k text, e timestamptz, s timestamptz, v jsonb)
      order by r.k, r.e desc, r.s desc, g.place desc)
  insert into online_staged as o (publication_id, key, event_time, known_since, "values")
    select p_publication, g.k, g.e, g.s, g.v from given g order by g.k
    on conflict (publication_id, key) do update set event_time = excluded.event_time, known_since = excluded.known_since,
      "values" = excluded."values"
      where (o.event_time, o.known_since) <= (excluded.event_time, excluded.known_since);
  get diagnostics v_written = row_count;
  return v_written;
end $$;

-- Folds rows of the oldest publication that is shown into online_feature, where they count as changed when it was shown:
-- whoever has read that change has read them. False when there is none, or the view is on its way out. The plans of a
-- function are kept for a connection and may be made while its tables are empty: they must not be those for empty tables.
create function mr_fold_online(p_view uuid, p_limit int) returns boolean language plpgsql set enable_seqscan = off as $$
declare v_publication uuid; v_change bigint; v_from text; v_to text; v_rows int;
begin
  perform 1 from feature_view where id = p_view and deleting_at is null for update;
  if not found then return false; end if;
  select p.id, p.change, p.folded_to into v_publication, v_change, v_from from online_publication p
    where p.view_id = p_view and p.state = 'shown' order by p.change limit 1;
  if not found then return false; end if;
  select max(b.key), count(*)::int into v_to, v_rows from (
    select s.key from online_staged s where s.publication_id = v_publication and s.key > v_from
      order by s.key limit p_limit) b;
  if v_rows > 0 then
    insert into online_feature as o (view_id, key, event_time, known_since, "values", change)
      select p_view, s.key, s.event_time, s.known_since, s."values", v_change from online_staged s
        where s.publication_id = v_publication and s.key > v_from and s.key <= v_to order by s.key
      on conflict (view_id, key) do update set event_time = excluded.event_time, known_since = excluded.known_since,
        "values" = excluded."values", change = excluded.change
        where (o.event_time, o.known_since, o.change) < (excluded.event_time, excluded.known_since, excluded.change);
    update online_publication set folded_to = v_to where id = v_publication;
  end if;
  if v_rows < p_limit then update online_publication set state = 'spent' where id = v_publication; end if;
  return true;
end $$;

-- As before, and a row that is older than one of a publication that is shown changes nothing either. One look into the
-- index per row: a subquery of its own never becomes a join over all of them.
create or replace function mr_put_online(p_view uuid, p_rows jsonb) returns int language plpgsql set enable_seqscan = off as $$
declare v_change bigint; v_written int;
begin
  update feature_view set change = change + 1 where id = p_view returning change into v_change;
  with given as (
    select distinct on (r.k) r.k, r.e, r.s, r.v
      from jsonb_array_elements(p_rows) with ordinality g(item, place)
      cross join lateral jsonb_to_record(g.item) r(k text, e timestamptz, s timestamptz, v jsonb)
      order by r.k, r.e desc, r.s desc, g.place desc),
  fresh as (
    select g.* from given g
      where (select s.key from online_publication p join online_staged s on s.publication_id = p.id and s.key = g.k
              where p.view_id = p_view and p.state = 'shown' and s.key > p.folded_to
                and (s.event_time, s.known_since) > (g.e, g.s) limit 1) is null),
  written as (
    insert into online_feature as o (view_id, key, event_time, known_since, "values", change)
      select p_view, g.k, g.e, g.s, g.v, v_change from fresh g order by g.k
      on conflict (view_id, key) do update set event_time = excluded.event_time, known_since = excluded.known_since,
        "values" = excluded."values", change = excluded.change
        where (o.event_time, o.known_since) <= (excluded.event_time, excluded.known_since)
      returning 1)
  select count(*)::int into v_written from written;
  perform pg_notify('mr_features', p_view::text);
  return v_written;
end $$;

-- How often an event that takes long was tried: whoever waits for what it shows does so for so many tries, however long
-- they take, and no longer.
alter table outbox add column tries int not null default 0;

-- How often a deletion of the view was refused after rows of it had gone: who holds the view in memory reads it anew then.
alter table feature_view add column deletions int not null default 0;
