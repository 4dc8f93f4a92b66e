-- Mergeable summaries of tables, by content: one for a batch and for every step output that is the same table. They go
-- with their artifact. Written when a batch lands; what was never sketched is at the first question.
create table table_sketch (
  table_hash text primary key references artifact(hash) on delete cascade,
  sketch jsonb not null,
  created_at timestamptz not null default now()
);

-- Findings about data that somebody decided to live with, and why. `subject` is a dataset, or a step of a pipeline.
create table ignored_finding (
  project_id uuid not null,
  subject text not null,
  code text not null,
  column_name text not null default '',
  reason text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  primary key (project_id, subject, code, column_name)
);
