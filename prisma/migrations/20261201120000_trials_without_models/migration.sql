-- The model of a trial is let go some time after its search, and the outcome stays. Taken from the cache, such a trial would
-- bring a figure without its model, and the search could not hand on its best: it is not found, so that it is fitted anew.

-- results of a project that can be used again: all that they made is still there
create or replace function mr_cached(p_project uuid, p_fingerprints text[]) returns table (fingerprint text, run_id uuid, idx int, outputs jsonb) language sql stable as $$
  select c.fingerprint,c.run_id,c.idx,o.outputs from step_cache c
    cross join lateral (select jsonb_agg(jsonb_build_object('port',u.port,'hash',u.hash)) outputs,bool_and(a.state='live')
        and (bool_or(u.port='model') or not coalesce(bool_or(u.port='trial' and a.inline->>'state'='done'),false)) live   -- a fitted trial has its model
      from artifact_use u join artifact a on a.hash=u.hash where u.run_id=c.run_id and u.idx=c.idx and u.dir='out') o
    where c.project_id=p_project and c.fingerprint=any(p_fingerprints) and o.live $$;
