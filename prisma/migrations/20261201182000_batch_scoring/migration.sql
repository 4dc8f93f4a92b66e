-- By which secret of its project a delivery is signed, and how each of its tries went: [{ at, error }], error null where it was taken.
alter table delivery add column secret text;
alter table delivery add column tries jsonb not null default '[]';

-- Batches of an endpoint, newest first.
create index run_info_scoring_idx on run_info (project_id, (plan->'endpoint'->>'id'), number) where kind = 'batch-scoring';
