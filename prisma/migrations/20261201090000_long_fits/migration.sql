-- What a long fit leaves behind while it runs: its curves, a state to go on from, and what people asked of it.
-- None of these tables refers to `run` or `step_run`: a foreign key would make every row here wait for the locks under
-- which steps change (docs/architecture.md, "A run").

-- Curves: one value per series and step. An attempt that goes over the same ground again writes over what was there.
create table step_point (
  run_id uuid not null, idx int not null, series text not null, step int not null,
  attempt int not null, value double precision not null,
  at timestamptz(3) not null default clock_timestamp(),
  constraint step_point_pkey primary key (run_id, idx, series, step)
);
create index step_point_at_idx on step_point (at);

-- The last state of a fit that has not ended. Fingerprints promise equal results, so any equal step of the project goes on
-- from it; a file of its own, not an artifact: nobody but an equal step ever reads it.
create table step_checkpoint (
  project_id uuid not null, fingerprint text not null,
  run_id uuid not null, idx int not null, token bigint not null,
  hash text not null, location text not null, bytes bigint not null, done double precision not null,
  at timestamptz(3) not null default clock_timestamp(),
  constraint step_checkpoint_pkey primary key (project_id, fingerprint)
);
create index step_checkpoint_at_idx on step_checkpoint (at);
create index step_checkpoint_location_idx on step_checkpoint (location);

-- What people asked of a step of a run while it goes on, by the step they see: all its copies are meant. A request is
-- state; the notification `mr_finish` only makes it arrive sooner.
create table step_ask (
  run_id uuid not null, step text not null, kind text not null,
  actor text not null, at timestamptz(3) not null default clock_timestamp(),
  constraint step_ask_pkey primary key (run_id, step, kind),
  constraint step_ask_kind_check check (kind in ('finish'))
);
create index step_ask_at_idx on step_ask (at);
