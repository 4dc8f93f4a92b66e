-- Topic in, topic out: the records of a topic are scored by an endpoint, and rules say which topic an answer goes to. How
-- far a stream is in its topic stands in bus_consumer, under the name 'scores ' and the address of the endpoint.
create table score_stream (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null,
  endpoint_id uuid not null references endpoint(id) on delete cascade,
  topic text not null,
  -- streamRulesSchema
  rules jsonb not null,
  -- It waits while somebody who reads its answers is so many events behind; null: it never does.
  most_waiting int check (most_waiting > 0),
  paused boolean not null default false,
  -- What became of its records; counted in the transaction that publishes their answers.
  scored bigint not null default 0,
  refused bigint not null default 0,
  last_record_at timestamptz(3),
  created_by text not null,
  created_at timestamptz(3) not null default now(),
  constraint score_stream_once unique (endpoint_id, topic)
);
create index score_stream_project on score_stream (project_id);
