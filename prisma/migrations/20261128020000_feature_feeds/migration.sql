-- How events update a feature view: the plan behind a published table, applied to the events of a topic one by one. How
-- far a view is in a topic stands in bus_consumer, under the name 'features ' and the view's name.
create table feature_feed (
  id uuid not null default gen_random_uuid(),
  view_id uuid not null,
  project_id uuid not null,
  topic text not null,
  source_id uuid not null,
  -- Who published it: the feeds of a pipeline are those of its last run that published.
  pipeline_id uuid,
  run_id uuid not null,
  idx int not null,
  feed jsonb not null,
  -- Of `feed` and the shape of the view: the same digest is the same function.
  digest text not null,
  -- What became of its events: taken in; written online; dropped by a filter; without key or time; still to come; put aside.
  taken bigint not null default 0,
  written bigint not null default 0,
  filtered bigint not null default 0,
  left_out bigint not null default 0,
  to_come bigint not null default 0,
  failed bigint not null default 0,
  last_event_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  constraint feature_feed_pkey primary key (id),
  constraint feature_feed_view_id_fkey foreign key (view_id) references feature_view (id) on delete cascade on update cascade
);
create unique index feature_feed_view_id_topic_run_id_idx_key on feature_feed (view_id, topic, run_id, idx);
create index feature_feed_topic_idx on feature_feed (project_id, topic);

-- Why the events of a source cannot update the rows of this publication, in a sentence; null: they do.
alter table feature_view_version add column not_online text;
