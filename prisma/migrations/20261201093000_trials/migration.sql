-- Fits of searches. Equal models of a project are one candidate, so trials are kept by themselves, by the step that fitted
-- them; a run that takes one from the cache finds it by its artifact.
create table trial (
  run_id uuid not null references run (id) on delete cascade,
  idx integer not null,
  -- The step of the drawing that searched, and the trial's number in it.
  step text not null,
  number integer not null,
  round integer not null,
  trainer text not null,
  state text not null check (state in ('done', 'failed', 'skipped')),
  params jsonb not null,
  metric_name text,
  metric double precision,
  rows integer,
  model_hash text,
  error text,
  artifact_hash text not null,
  -- Null where another run had fitted it before.
  seconds double precision,
  primary key (run_id, idx)
);
create index trial_artifact_hash_idx on trial (artifact_hash);
