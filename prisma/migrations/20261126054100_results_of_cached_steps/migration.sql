-- The artifact that holds an evaluation or comparison: a later run that takes it from the cache finds the row by it.
alter table evaluation add column artifact_hash text;
alter table comparison add column artifact_hash text;
update evaluation e set artifact_hash = u.hash from artifact_use u
  where u.run_id = e.run_id and u.idx = e.idx and u.dir = 'out' and u.port = 'evaluation';
update comparison c set artifact_hash = u.hash from artifact_use u
  where u.run_id = c.run_id and u.idx = c.idx and u.dir = 'out' and u.port = 'comparison';
create index comparison_artifact_hash_idx on comparison (artifact_hash);
