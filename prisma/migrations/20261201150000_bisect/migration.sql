-- The search for what made a run worse than an earlier one. Its runs are hybrids of the two, of kind 'hybrid' in run_info, which
-- lists leave out. Known by SQL alone.
create table bisect (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null,
  pipeline_id uuid not null references pipeline(id) on delete cascade,
  good_run uuid not null,
  bad_run uuid not null,
  -- what was asked and what differs (bisectSetupSchema); never changed
  setup jsonb not null,
  -- the hybrids so far, in order (triedSchema)
  tried jsonb not null default '[]',
  status text not null default 'running' check (status in ('running', 'done', 'failed', 'cancelled')),
  -- what came out (verdictSchema), of one that is done
  verdict jsonb,
  -- why it could not go on, of one that failed
  error jsonb,
  created_by text not null,
  created_at timestamptz(3) not null default now(),
  ended_at timestamptz(3)
);
create index bisect_bad_run_idx on bisect (bad_run, created_at);
create index bisect_open_idx on bisect (created_at) where status = 'running';

-- What a judging step found, wherever its result came from.
create index evaluation_artifact_hash_idx on evaluation (artifact_hash);

create index run_info_hybrid_idx on run_info (project_id) where kind = 'hybrid';

-- Candidates that hybrid runs alone have made: an ordinary run that took one from the cache has it as well.
create view hybrid_candidate as
  select c.id, c.project_id
    from run_info i
    join candidate c on c.run_id = i.run_id
   where i.kind = 'hybrid' and not exists (
     select 1 from artifact_use u join run_info o on o.run_id = u.run_id
      where u.hash = c.model_hash and u.dir = 'out' and o.kind <> 'hybrid');
