-- Runs that people saved as tests of a model: a row, and what every release of the model has to answer to it. All of them
-- are asked before a release goes live.
create table model_test (
  id uuid primary key default gen_random_uuid(),
  model_id uuid not null references model(id) on delete cascade on update cascade,
  name text not null,
  "row" jsonb not null,
  -- expectationSchema
  expected jsonb not null,
  -- The request it was saved from; predictions are kept for a while only.
  prediction_id uuid,
  created_by text not null,
  created_at timestamptz(3) not null default now(),
  changed_by text,
  changed_at timestamptz(3)
);
create unique index model_test_model_id_name_key on model_test (model_id, name);
