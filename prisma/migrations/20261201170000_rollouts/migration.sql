-- How an endpoint moves from one release to another by shares of its traffic that grow. Known by SQL alone.
create table rollout (
  id uuid primary key default gen_random_uuid(),
  endpoint_id uuid not null references endpoint(id) on delete cascade,
  -- the deployment that started it; one that is walked again starts no second rollout
  deployment_id uuid not null unique references deployment(id) on delete cascade,
  -- the release that answered before, and the one that takes over
  champion uuid not null references release(id) on delete cascade,
  challenger uuid not null references release(id) on delete cascade,
  -- steps and rules (rolloutPlanSchema); never changed
  plan jsonb not null,
  -- routes, chain and sticky column of the endpoint before it (endpointConfigSchema): what it is taken back to
  before jsonb not null,
  -- where it stands, and since when
  step int not null default 0,
  since timestamptz(3) not null default now(),
  status text not null default 'running' check (status in ('running', 'paused', 'done', 'aborted', 'rolled-back')),
  -- how often the step was judged (looksSchema)
  looks jsonb not null default '{"count":0,"requests":0}',
  -- why it ended before 100 %
  reason text,
  -- how many rows rollout_move has of it: whoever moves it says which one they saw last
  moves int not null default 1,
  created_by text not null,
  created_at timestamptz(3) not null default now(),
  ended_at timestamptz(3)
);
-- One at a time on an endpoint.
create unique index rollout_open_idx on rollout (endpoint_id) where status in ('running', 'paused');
create index rollout_endpoint_idx on rollout (endpoint_id, created_at);

-- Everything that happened to a rollout, append-only.
create table rollout_move (
  rollout_id uuid not null references rollout(id) on delete cascade,
  number int not null,
  kind text not null check (kind in ('started', 'next', 'all', 'paused', 'resumed', 'aborted', 'rolled-back')),
  -- share of the traffic from here on
  percent double precision not null,
  -- the revision of the endpoint that this made; null where traffic stayed as it was
  revision int,
  reason text,
  -- null: its own rules moved it
  actor text,
  at timestamptz(3) not null default now(),
  primary key (rollout_id, number)
);

-- What a canary is to do; null for other strategies.
alter table "deployment" add column "rollout" jsonb;

-- What became of the rows that the shares of the traffic sent to this release, whoever answered (routedRowsSchema); null
-- where there were none. Rollouts compare these.
alter table "serving_minute" add column "routed" jsonb;
