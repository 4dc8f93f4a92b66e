-- A pipeline that runs when something happens: on any of its conditions, or once all of them have come.
create table topic_trigger (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  pipeline_id uuid not null,
  mode text not null,
  conditions jsonb not null,
  seen jsonb not null default '{}',
  enabled boolean not null default true,
  since jsonb not null default '{}',
  created_by text not null,
  created_at timestamptz(3) not null default current_timestamp,
  constraint topic_trigger_pkey primary key (id)
);
create index topic_trigger_project_id_idx on topic_trigger (project_id);
