-- Splits with their signed receipts, and every look at a test part. A look names the test rows, not the receipt: the same
-- rows split again, or prepared otherwise before the split, are still the same rows.
create table split_receipt (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null,
  run_id uuid not null,
  idx int not null,
  title text not null,
  table_hash text not null,
  test_set text not null,
  receipt jsonb not null,
  made_by text not null,
  signature text,
  created_at timestamptz(3) not null default now(),
  unique (run_id, idx)
);
create index split_receipt_project_idx on split_receipt (project_id, created_at);
create index split_receipt_table_idx on split_receipt (table_hash);

create table test_look (
  id bigint generated always as identity primary key,
  project_id uuid not null,
  test_set text not null,
  -- evaluation, comparison, api, table
  kind text not null,
  actor text not null,
  run_id uuid,
  idx int,
  model_hash text,
  metric text,
  value double precision,
  standard_error double precision,
  rows int,
  at timestamptz(3) not null default now(),
  unique (run_id, idx, model_hash)
);
create index test_look_set_idx on test_look (project_id, test_set, at);
