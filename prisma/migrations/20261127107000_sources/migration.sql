-- Sources: places that data comes from, each with a pipeline of its own, and the secrets they use.
create table source (
  id uuid primary key,
  project_id uuid not null,
  name text not null,
  kind text not null,
  config jsonb not null,
  -- Name of a secret of the project; the value is only in the table secret.
  secret text,
  policy jsonb not null,
  dataset_id uuid not null references dataset (id) on delete cascade on update cascade,
  pipeline_id uuid not null,
  paused boolean not null default false,
  -- How far landings came: moved in the transaction that lands a batch, never otherwise.
  cursor jsonb,
  -- What a watch could not do, seen last: [{place, message, at}].
  problems jsonb not null default '[]',
  created_by text not null,
  updated_by text not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null,
  deleted_at timestamptz(3)
);
create unique index source_project_id_name_key on source (project_id, name);
create index source_dataset_id_idx on source (dataset_id);
create unique index source_pipeline_id_key on source (pipeline_id);

-- What became of each reading: a batch, nothing new, the same bytes again, or dropped because another run landed them.
create table source_outcome (
  run_id uuid primary key,
  source_id uuid not null references source (id) on delete cascade on update cascade,
  kind text not null check (kind in ('landed', 'quarantined', 'nothing-new', 'same-bytes', 'dropped')),
  batch_id uuid,
  message text not null,
  created_at timestamptz(3) not null default now()
);
create index source_outcome_source_id_created_at_idx on source_outcome (source_id, created_at);

-- Values are sealed with a key made from that of the installation (packages/db/src/secrets).
create table secret (
  id uuid primary key,
  project_id uuid not null,
  name text not null,
  sealed text not null,
  created_by text not null,
  updated_by text not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null
);
create unique index secret_project_id_name_key on secret (project_id, name);

-- A batch in quarantine is kept and shown, but "latest" never picks it until a person accepts it.
alter table batch
  add column source_id uuid,
  add column run_id uuid,
  add column state text not null default 'ready' check (state in ('ready', 'quarantined', 'rejected')),
  add column state_reason text,
  add column same_as int;
create index batch_dataset_id_raw_hash_idx on batch (dataset_id, raw_hash);

-- A pipeline of a source is not in the list of drawings.
alter table pipeline add column source_id uuid;

-- What a trigger asks of its run beside "run": which file, or how many times of the clock it makes up for.
alter table trigger_event add column request jsonb;
create index trigger_event_pipeline_id_created_at_idx on trigger_event (pipeline_id, created_at);
