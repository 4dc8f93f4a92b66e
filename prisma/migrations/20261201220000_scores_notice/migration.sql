-- Scoring processes hold the scores of batches in memory. The end of a batch is told on mr_scores, by the endpoint that it was scored for: a
-- request is answered with its scores at once, and not after the next look at the database.
create function mr_scores_notice() returns trigger language plpgsql as $$ begin
  perform pg_notify('mr_scores', i.plan->'endpoint'->>'id') from run_info i where i.run_id = new.id and i.kind = 'batch-scoring';
  return null;
end $$;
create trigger run_scores_notice after update of status on run for each row
  when (new.status = 'succeeded' and old.status is distinct from new.status) execute function mr_scores_notice();
