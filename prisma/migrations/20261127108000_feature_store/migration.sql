-- Feature views: offline as tables of the artifact store, online as the newest row of each entity.
create table feature_view (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  name text not null,
  description text not null default '',
  keys jsonb not null,
  features jsonb not null,
  ttl_seconds bigint,
  -- Counts the changes of its online rows. Whoever changes them locks this row first, so that changes are seen in order.
  change bigint not null default 0,
  created_by text not null,
  created_at timestamptz(3) not null default now(),
  refreshed_at timestamptz(3),
  constraint feature_view_pkey primary key (id)
);
create unique index feature_view_project_id_name_key on feature_view (project_id, name);

-- One publication of a view: the table that a run made. Pinned in the artifact store.
create table feature_view_version (
  id uuid not null default gen_random_uuid(),
  view_id uuid not null,
  number int not null,
  -- Names the step that published: the same event is one version.
  request_key text not null,
  run_id uuid not null,
  pipeline_id uuid,
  table_hash text not null,
  meta_hash text not null,
  rows bigint not null,
  entities bigint not null,
  created_at timestamptz(3) not null default now(),
  constraint feature_view_version_pkey primary key (id),
  constraint feature_view_version_view_id_fkey foreign key (view_id) references feature_view (id) on delete cascade on update cascade
);
create unique index feature_view_version_view_id_number_key on feature_view_version (view_id, number);
create unique index feature_view_version_request_key_key on feature_view_version (request_key);

create table online_feature (
  view_id uuid not null,
  key text not null,
  event_time timestamptz(6) not null,
  known_since timestamptz(6) not null,
  "values" jsonb not null,
  -- `feature_view.change` when this row was written.
  change bigint not null,
  constraint online_feature_pkey primary key (view_id, key),
  constraint online_feature_view_id_fkey foreign key (view_id) references feature_view (id) on delete cascade on update cascade
);
create index online_feature_view_id_change_idx on online_feature (view_id, change);

-- Writes rows of a view in the caller's transaction; a row that is older than the one that is there changes nothing.
-- p_rows: [{k, e, s, v}]: key, event time, known since, values. Of equal keys in one call the newest, then the last counts.
create function mr_put_online(p_view uuid, p_rows jsonb) returns int language plpgsql as $$
declare v_change bigint; v_written int;
begin
  update feature_view set change = change + 1 where id = p_view returning change into v_change;
  with given as (
    select distinct on (r.k) r.k, r.e, r.s, r.v
      from jsonb_array_elements(p_rows) with ordinality g(item, place)
      cross join lateral jsonb_to_record(g.item) r(k text, e timestamptz, s timestamptz, v jsonb)
      order by r.k, r.e desc, r.s desc, g.place desc),
  written as (
    insert into online_feature as o (view_id, key, event_time, known_since, "values", change)
      select p_view, g.k, g.e, g.s, g.v, v_change from given g order by g.k
      on conflict (view_id, key) do update set event_time = excluded.event_time, known_since = excluded.known_since,
        "values" = excluded."values", change = excluded.change
        where (o.event_time, o.known_since) <= (excluded.event_time, excluded.known_since)
      returning 1)
  select count(*)::int into v_written from written;
  perform pg_notify('mr_features', p_view::text);
  return v_written;
end $$;
