-- What ends with a result is called "alsoEnds": most of it waits, and is not ready. And two such transactions that take artifacts
-- over from the collector wait for each other no more. Otherwise the function is unchanged; replacing it drops its settings, so they
-- are given again.

-- mr_finish for results that say what ends with them ("alsoEnds", steps of the same run): only what was accepted has a say.
create or replace function mr_finish_with(p_worker uuid, p_results jsonb, p_most int) returns jsonb language plpgsql as $$
declare a jsonb; r jsonb; o jsonb; h text[];
begin
  -- Levels and results follow each other in this transaction, each call of mr_finish orders its own artifacts only, and searches make
  -- equal ones. What all of them make is written and locked beforehand, as mr_finish does it for one: runs by id, then artifacts by
  -- hash, so that two such transactions never wait in a ring. What turns out not to end leaves a row that nothing uses, for the collector.
  perform 1 from run where id in (select distinct (e->>'run')::uuid from jsonb_array_elements(p_results) e) order by id for update;
  select jsonb_agg(x),array_agg(distinct x->>'hash') into o,h from jsonb_array_elements(p_results) e
    cross join lateral (select e->'outputs' outputs union all select p->'outputs' from jsonb_array_elements(coalesce(e->'alsoEnds','[]')) p) w
    cross join lateral jsonb_array_elements(coalesce(w.outputs,'[]')) x
    where e->>'outcome'='succeeded' and exists (select 1 from step_run s where s.run_id=(e->>'run')::uuid and s.idx=(e->>'idx')::int
      and s.token=(e->>'token')::int and s.worker=p_worker and s.status||''='running');
  perform 1 from artifact where hash=any(h) order by hash for key share;   -- what is there stays there
  insert into artifact (hash,bytes,kind,location,inline) select distinct on (v.hash) v.* from jsonb_to_recordset(o) v(hash text,bytes bigint,kind text,location text,inline jsonb)
    order by v.hash on conflict (hash) do nothing;
  perform 1 from artifact where hash=any(h) order by hash for key share;
  perform 1 from artifact where hash=any(h) and state||''='deleting' order by hash for no key update;   -- mr_finish takes these over, level by level
  a := mr_finish(p_worker,(select jsonb_agg(e-'alsoEnds') from jsonb_array_elements(p_results) e),false);
  for r in select e from jsonb_array_elements(p_results) e where e ? 'alsoEnds'
      and exists (select 1 from jsonb_array_elements(a->'accepted') x where x->>0=e->>'run' and x->>1=e->>'idx' and x->>2='succeeded') loop
    perform mr_end_ready((r->>'run')::uuid,r->'alsoEnds',p_most);
  end loop;
  return a;
end $$;
alter function mr_finish_with(uuid,jsonb,int) set enable_seqscan=off set enable_hashjoin=off set enable_mergejoin=off set enable_memoize=off set enable_material=off
  set join_collapse_limit=1 set jit=off set plan_cache_mode=force_generic_plan;
