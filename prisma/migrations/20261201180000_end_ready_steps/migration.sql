-- Steps that need no process end together. A search with a limit of time has hundreds of trials that never begin, round behind
-- round; leased one by one they kept it for half a minute after its time.

-- Ends those of the steps in p_ready that are ready, and those that become ready by it, until none is left or p_most have
-- ended: taken and finished level by level in the name of a one-off worker, inside one transaction, so that nobody sees them
-- run, no slot and no limit counts them, and no second code path commits them. p_ready: [{idx, outcome, outputs}]. What is
-- leased meanwhile, paused or cancelled is left alone. Answers how many it ended.
create function mr_end_ready(p_run uuid, p_ready jsonb, p_most int) returns int language plpgsql as $$
declare w uuid := gen_random_uuid(); i int[]; v jsonb; n int := 0;
begin
  perform 1 from run where id=p_run for update;
  loop
    select array_agg(idx) into i from (select s.idx from jsonb_array_elements(p_ready) e cross join lateral (select idx,status from step_run x where x.run_id=p_run and x.idx=(e->>'idx')::int offset 0) s
      where s.status in ('ready','held') order by s.idx limit p_most-n) z;
    exit when i is null or exists (select 1 from run where id=p_run and (paused or cancel_requested_at is not null));
    update step_run s set status='ready' where s.run_id=p_run and s.idx=any(i) and s.status||''='held';   -- held back by the limit of its run alone
    perform mr_take(w,array_fill(p_run,array[cardinality(i)]),i);
    select jsonb_agg(e||jsonb_build_object('run',p_run,'token',s.token)) into v from jsonb_array_elements(p_ready) e
      cross join lateral (select token from step_run x where x.run_id=p_run and x.idx=(e->>'idx')::int and x.worker=w offset 0) s;
    perform mr_finish(w,v,false);
    n := n+cardinality(i);
  end loop;
  return n;
end $$;

-- mr_finish for results that say what ends with them ("ready", steps of the same run): only what was accepted has a say.
create function mr_finish_with(p_worker uuid, p_results jsonb, p_most int) returns jsonb language plpgsql as $$
declare a jsonb; r jsonb; h text[];
begin
  -- Levels and results follow each other in this transaction, and searches make equal artifacts: what all of them make is written
  -- and locked beforehand, runs by id and artifacts by hash as everywhere, so that two such transactions never wait in a ring.
  perform 1 from run where id in (select distinct (e->>'run')::uuid from jsonb_array_elements(p_results) e) order by id for update;
  with made as (select o.* from jsonb_array_elements(p_results) e
      cross join lateral (select e->'outputs' outputs union all select x->'outputs' from jsonb_array_elements(coalesce(e->'ready','[]')) x) w
      cross join lateral jsonb_to_recordset(coalesce(w.outputs,'[]')) o(hash text,bytes bigint,kind text,location text,inline jsonb)
      where e->>'outcome'='succeeded' and exists (select 1 from step_run s where s.run_id=(e->>'run')::uuid and s.idx=(e->>'idx')::int
        and s.token=(e->>'token')::int and s.worker=p_worker and s.status||''='running')),
    written as (insert into artifact (hash,bytes,kind,location,inline) select distinct on (hash) * from made order by hash on conflict (hash) do nothing)
  select array_agg(distinct hash) into h from made;
  perform 1 from artifact where hash=any(h) order by hash for key share;
  a := mr_finish(p_worker,(select jsonb_agg(e-'ready') from jsonb_array_elements(p_results) e),false);
  for r in select e from jsonb_array_elements(p_results) e where e ? 'ready'
      and exists (select 1 from jsonb_array_elements(a->'accepted') x where x->>0=e->>'run' and x->>1=e->>'idx' and x->>2='succeeded') loop
    perform mr_end_ready((r->>'run')::uuid,r->'ready',p_most);
  end loop;
  return a;
end $$;
do $$ declare f record; begin for f in select oid::regprocedure p from pg_proc where proname in ('mr_end_ready','mr_finish_with') loop
  execute format('alter function %s set enable_seqscan=off set enable_hashjoin=off set enable_mergejoin=off set enable_memoize=off set enable_material=off set join_collapse_limit=1 set jit=off set plan_cache_mode=force_generic_plan', f.p); end loop; end $$;
