-- The experiments page: one list of the candidates that pipelines trained and of the runs that programs logged, and the ways
-- of looking at it that people keep. Known by SQL alone: searches are made of filters.

-- What the list shows of a candidate, out of its manifest and its newest evaluation, which are too large to be read for
-- every row. Kept by triggers, so that whoever records a candidate need not know of the list.
create table candidate_fact (
  candidate_id uuid primary key references candidate(id) on delete cascade,
  started_at timestamptz(3) not null,
  ended_at timestamptz(3) not null,
  -- what the fit took
  seconds float8 not null,
  batches uuid[] not null
);

create table candidate_param (
  candidate_id uuid not null references candidate(id) on delete cascade,
  key text not null,
  value text not null,
  primary key (candidate_id, key)
);
create index candidate_param_key_idx on candidate_param (key);

create table candidate_figure (
  candidate_id uuid not null references candidate(id) on delete cascade,
  key text not null,
  value float8 not null,
  -- 95 % interval of the value, where one was computed
  low float8,
  high float8,
  -- whose rows the figure speaks of: train, validation, test, or the mean over folds
  part text not null,
  rows int not null,
  primary key (candidate_id, key)
);
create index candidate_figure_key_idx on candidate_figure (key);

create function mr_note_candidate(c candidate) returns void language sql as $$
  insert into candidate_fact (candidate_id, started_at, ended_at, seconds, batches)
    select c.id,
      coalesce(s.leased_at, c.created_at - make_interval(secs => coalesce((c.manifest->>'seconds')::float8, 0))),
      coalesce(s.finished_at, c.created_at),
      coalesce((c.manifest->>'seconds')::float8, 0),
      array(select b::uuid from jsonb_array_elements_text(coalesce(c.manifest->'batches', '[]')) b
        where b ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
    from (select 1) one left join step_run s on s.run_id = c.run_id and s.idx = c.idx
    on conflict (candidate_id) do nothing;
  insert into candidate_param (candidate_id, key, value)
    select c.id, p.key, left(p.value #>> '{}', 6000)
    from jsonb_each(coalesce(c.manifest->'trainer'->'params', '{}')) p
    where jsonb_typeof(p.value) <> 'null'
    on conflict (candidate_id, key) do nothing;
$$;

-- Figures of the folds where the evaluation was made over folds, as the leaderboard shows them, else of the judged part.
create function mr_note_evaluation(p_candidate uuid, p jsonb) returns void language sql as $$
  -- Two evaluations of one candidate that are recorded at once: the second waits for the first.
  select 1 from candidate where id = p_candidate for no key update;
  delete from candidate_figure where candidate_id = p_candidate;
  insert into candidate_figure (candidate_id, key, value, low, high, part, rows)
    select p_candidate, m.key, (m.value->>'mean')::float8, null, null, 'folds',
      coalesce((select sum(r::int) from jsonb_array_elements_text(p->'folds'->'rows') r), 0)
    from jsonb_each(p->'folds'->'metrics') m
    where p->'folds' is not null and m.value->>'mean' is not null;
  insert into candidate_figure (candidate_id, key, value, low, high, part, rows)
    select p_candidate, m.key, m.value::text::float8, (j->'intervals'->m.key->>0)::float8,
      (j->'intervals'->m.key->>1)::float8, p->>'part', (j->>'rows')::int
    from (select p->'parts'->(p->>'part') as j) judged, jsonb_each(j->'metrics') m
    where p->'folds' is null and jsonb_typeof(m.value) = 'number';
$$;

create function mr_candidate_added() returns trigger language plpgsql as $$
begin
  perform mr_note_candidate(new);
  return null;
end $$;
create trigger candidate_noted after insert on candidate for each row execute function mr_candidate_added();

create function mr_evaluation_added() returns trigger language plpgsql as $$
begin
  perform mr_note_evaluation(new.candidate_id, new.result);
  return null;
end $$;
create trigger evaluation_noted after insert on evaluation for each row execute function mr_evaluation_added();

select mr_note_candidate(c) from candidate c;
select mr_note_evaluation(e.candidate_id, e.result)
  from (select distinct on (candidate_id) candidate_id, result from evaluation order by candidate_id, created_at desc) e;

-- One list for the experiments page. States are in the words of the page; deleted runs are not in it.
create view run_list as
  select 'pipeline'::text as source, c.id, c.project_id, c.title as name, 'done'::text as state,
         f.started_at, f.ended_at, f.seconds, coalesce(u.name, i.started_by) as author, p.name as experiment,
         c.run_id as pipeline_run_id, i.number as run_number, c.step_type,
         replace(c.step_type, '-', ' ') as model,
         (select string_agg(d.name || ' v' || b.number, ', ' order by d.name, b.number)
            from batch b join dataset d on d.id = b.dataset_id where b.id = any(f.batches)) as data
    from candidate c
    join candidate_fact f on f.candidate_id = c.id
    left join run_info i on i.run_id = c.run_id
    left join pipeline p on p.id = c.pipeline_id
    left join "user" u on u.id = i.started_by
  union all
  select 'logged', t.id, t.project_id, t.name,
         case t.status when 'FINISHED' then 'done' when 'FAILED' then 'failed' when 'KILLED' then 'stopped' else 'running' end,
         to_timestamp(least(t.start_ms, 253402300799000) / 1000.0)::timestamptz(3),
         case when t.end_ms is null then null
           else to_timestamp(least(t.end_ms, 253402300799000) / 1000.0)::timestamptz(3) end,
         (t.end_ms - t.start_ms) / 1000.0, coalesce(nullif(t.user_name, ''),
           (select 'key ' || coalesce(k.name, k.id) from apikey k where 'key:' || k.id = t.created_by), t.created_by), e.name, null, null, null,
         -- what the program says it fitted: autologging writes the tag, people write the parameter
         coalesce((select g.value from track_tag g where g.run_id = t.id and g.key = 'estimator_name'),
           (select m.value from track_param m where m.run_id = t.id and m.key = 'model'),
           (select m.value from track_param m where m.run_id = t.id and m.key = 'model_type')),
         (select string_agg(n.name || ' ' || left(n.digest, 8), ', ' order by n.name, n.digest)
            from track_input n where n.run_id = t.id)
    from track_run t join experiment e on e.id = t.experiment_id
    where t.state = 'active';

create view run_param as
  select candidate_id as id, key, value from candidate_param
  union all
  select run_id, key, value from track_param;

-- Tags that a person set; those of the protocol's own begin with mlflow.
create view run_tag as
  select run_id as id, key, value from track_tag where not starts_with(key, 'mlflow.');

-- A figure by the rule of its series. A candidate's is one evaluation, whatever the rule.
create view run_figure as
  select candidate_id as id, key, value as last, null::bigint as last_step, value as low, null::bigint as low_step,
         value as high, null::bigint as high_step, low as interval_low, high as interval_high, part, rows
    from candidate_figure
  union all
  select run_id, key, value, step, low, low_step, high, high_step, null, null, null, null from track_latest;

-- A way of looking at the list that somebody named: filter, columns, order. Shared in the project.
create table saved_view (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null,
  name text not null,
  look jsonb not null,
  created_by text not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  unique (project_id, name)
);
