-- Runs that programs log through the MLflow protocol (docs/mlflow.md). Known by SQL alone: searches are made of filters.
create table experiment (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null,
  -- the experiment's id in the protocol: it counts inside the project, and 0 is the one nobody made
  number int not null,
  name text not null,
  state text not null default 'active' check (state in ('active', 'deleted')),
  tags jsonb not null default '{}',
  created_by text not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  unique (project_id, number),
  unique (project_id, name)
);

create table track_run (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null,
  experiment_id uuid not null references experiment(id) on delete cascade,
  name text not null,
  -- who the client says it is; created_by is the key that was used
  user_name text not null default '',
  status text not null default 'RUNNING' check (status in ('RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED')),
  -- ms since 1970 as the client says, within what is a date
  start_ms bigint not null check (start_ms between 0 and 8640000000000000),
  end_ms bigint check (end_ms between 0 and 8640000000000000),
  state text not null default 'active' check (state in ('active', 'deleted')),
  created_by text not null,
  created_at timestamptz(3) not null default now()
);
create index track_run_experiment_idx on track_run (experiment_id, start_ms desc, id);
create index track_run_project_idx on track_run (project_id, created_at);

create table track_param (
  run_id uuid not null references track_run(id) on delete cascade,
  key text not null,
  value text not null,
  primary key (run_id, key)
);
create index track_param_key_idx on track_param (key);

create table track_tag (
  run_id uuid not null references track_run(id) on delete cascade,
  key text not null,
  value text not null,
  primary key (run_id, key)
);
create index track_tag_key_idx on track_tag (key);

-- A whole series; the same point sent twice, as clients do that try again, is one.
create table track_metric (
  run_id uuid not null references track_run(id) on delete cascade,
  key text not null,
  at_ms bigint not null,
  step bigint not null,
  value float8 not null,
  model_id uuid,
  dataset_name text,
  dataset_digest text,
  primary key (run_id, key, at_ms, step, value)
);
create index track_metric_model_idx on track_metric (model_id, key) where model_id is not null;

-- What a search and a list show of each series: its highest step, then time, then value; and its least and its greatest
-- number with the first step that has it, null while there is none.
create table track_latest (
  run_id uuid not null references track_run(id) on delete cascade,
  key text not null,
  at_ms bigint not null,
  step bigint not null,
  value float8 not null,
  model_id uuid,
  dataset_name text,
  dataset_digest text,
  low float8,
  low_step bigint,
  high float8,
  high_step bigint,
  primary key (run_id, key)
);
create index track_latest_key_idx on track_latest (key);

create table track_input (
  run_id uuid not null references track_run(id) on delete cascade,
  name text not null,
  digest text not null,
  source_type text not null,
  source text not null,
  schema text,
  profile text,
  tags jsonb not null default '{}',
  primary key (run_id, name, digest)
);

-- A model as the protocol logs it: files with a name, before anybody registers it.
create table track_model (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null,
  experiment_id uuid not null references experiment(id) on delete cascade,
  name text not null,
  model_type text not null default '',
  source_run_id uuid,
  status text not null default 'LOGGED_MODEL_PENDING',
  tags jsonb not null default '{}',
  params jsonb not null default '{}',
  created_by text not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3)
);
create index track_model_experiment_idx on track_model (experiment_id, created_at desc);

create table track_run_model (
  run_id uuid not null references track_run(id) on delete cascade,
  model_id uuid not null references track_model(id) on delete cascade,
  side text not null check (side in ('in', 'out')),
  step bigint not null default 0,
  primary key (run_id, side, model_id)
);

-- A file of a run or of a logged model. `path` names it and reaches no disk: the bytes lie in the artifact store, pinned by
-- this row's id.
create table track_file (
  id uuid primary key default gen_random_uuid(),
  run_id uuid references track_run(id) on delete cascade,
  model_id uuid references track_model(id) on delete cascade,
  path text not null,
  hash text not null references artifact(hash),
  bytes bigint not null,
  created_at timestamptz(3) not null default now(),
  check ((run_id is null) <> (model_id is null)),
  unique nulls not distinct (run_id, model_id, path)
);
create index track_file_model_idx on track_file (model_id, path) where model_id is not null;

-- What the protocol knows of a model of the project beside its releases.
create table track_model_note (
  model_id uuid primary key references model(id) on delete cascade,
  description text not null default '',
  tags jsonb not null default '{}',
  updated_at timestamptz(3) not null default now()
);

-- A version that the protocol registered (release_id is null), or what it notes of a release. Numbers are shared with releases.
create table track_version (
  model_id uuid not null references model(id) on delete cascade,
  number int not null,
  release_id uuid references release(id) on delete cascade,
  source text not null default '',
  run_id uuid,
  logged_model_id uuid,
  stage text not null default 'None' check (stage in ('None', 'Staging', 'Production', 'Archived')),
  description text not null default '',
  tags jsonb not null default '{}',
  created_by text not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (model_id, number)
);

-- An alias of a version that is no release; those of releases are in model_alias.
create table track_alias (
  model_id uuid not null,
  alias text not null,
  number int not null,
  primary key (model_id, alias),
  foreign key (model_id, number) references track_version(model_id, number) on delete cascade
);

-- The next number under a model's name: neither a release nor a version that the protocol registered has it.
-- The caller holds the row of the model.
create function mr_next_version(p_model uuid) returns int language sql stable as $$
  select 1 + greatest(
    coalesce((select max(r.number) from release r where r.model_id = p_model), 0),
    coalesce((select max(v.number) from track_version v where v.model_id = p_model), 0)) $$;
