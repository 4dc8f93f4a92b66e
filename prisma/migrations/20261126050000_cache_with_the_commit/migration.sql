-- A result that may be used again enters step_cache with its commit: one transaction less for each step, and a run that
-- starts right after another finds all of its results. Otherwise the function is unchanged; replacing it drops its
-- settings, so they are given again.
create or replace function mr_finish(p_worker uuid, p_results jsonb, p_continue boolean) returns jsonb language plpgsql as $$
declare v record; w record; a_o jsonb[]; a_r uuid[]; a_i int[]; a_s text[]; a_n int[]; a_q text[]; n_r uuid[]; n_i int[]; k_r uuid[]; k_i int[]; h text[]; nxt jsonb := '[]'; v_c int; a_e jsonb[]; v_e boolean := false; a_f text[];
begin
  if p_continue then perform 1 from worker where id=p_worker for key share; p_continue := found; end if;
  perform 1 from run where id in (select (e->>'run')::uuid from jsonb_array_elements(p_results) e) order by id for update;
  select array_agg(distinct o->>'hash') into h from jsonb_array_elements(p_results) t cross join lateral jsonb_array_elements(t->'outputs') o;
  perform 1 from artifact where hash=any(h) order by hash for key share;
  for v in select t.*,g.cancel_requested_at,g.paused or g.max_parallel is not null as hold from jsonb_to_recordset(p_results) t(run uuid,idx int,token bigint,outcome text,error jsonb,retry_ms int,outputs jsonb,events jsonb,fingerprint text) join run g on g.id=t.run loop
    update step_run s set attempt=s.attempt-(v.outcome='released')::int, losses=s.losses+(v.outcome='lost')::int, worker=null, error=v.error,
      ready_at=clock_timestamp()+make_interval(secs=>coalesce(v.retry_ms,0)/1000.0), finished_at=clock_timestamp(),
      status=case when v.outcome in ('succeeded','parked') then v.outcome
        when v.outcome='cached' and not exists (select 1 from jsonb_array_elements(v.outputs) o where not exists (select 1 from artifact a where a.hash=o->>'hash' and a.state='live')) then 'cached'
        when v.cancel_requested_at is not null then 'cancelled'
        when v.outcome in ('released','cancelled','cached') or v.outcome='lost' and s.losses<2 or v.outcome='failed' and v.retry_ms is not null and s.attempt-s.losses<s.max_attempts
          then case when v.hold then 'held' else 'ready' end
        else 'failed' end
    where s.run_id=v.run and s.idx=v.idx and s.token=v.token and s.worker=p_worker and s.status||''='running'   -- the fence
    returning s.status,s.attempt,s.queue into w;
    if found then a_r := a_r||v.run; a_i := a_i||v.idx; a_s := a_s||w.status; a_n := a_n||w.attempt; a_q := a_q||w.queue; a_o := a_o||coalesce(v.outputs,'[]'); a_e := a_e||coalesce(v.events,'[]'); a_f := a_f||v.fingerprint; v_e := v_e or v.events is not null; end if;
  end loop;
  if a_r is null then return '{"accepted":[],"steps":[]}'; end if;
  if a_s && '{succeeded,cached}' then                                   -- artifacts, lineage, children
    insert into artifact (hash,bytes,kind,location,inline) select distinct on (o.hash) o.* from unnest(a_s,a_o) a(st,o)
      cross join lateral jsonb_to_recordset(a.o) o(hash text,bytes bigint,kind text,location text,inline jsonb) where a.st='succeeded' order by o.hash on conflict (hash) do nothing;
    perform 1 from artifact where hash=any(h) order by hash for key share;
    if exists (select 1 from artifact where hash=any(h) and state||''='deleting') then    -- rare: the collector works on it; our copy takes over
      update artifact x set state='live',location=o.loc from (select distinct on (1) o->>'hash' hh,o->>'location' loc from jsonb_array_elements(p_results) t cross join lateral jsonb_array_elements(t->'outputs') o order by 1) o
        where x.hash=o.hh and x.state='deleting';
    end if;
    insert into artifact_use (run_id,idx,dir,from_idx,port,hash)
      select a.r,a.i,'out',-1,o.port,o.hash from unnest(a_r,a_i,a_s,a_o) a(r,i,st,o)
        cross join lateral jsonb_to_recordset(a.o) o(port text,hash text) where a.st in ('succeeded','cached')
      union all select a.r,a.i,'in',e.parent,u.port,u.hash from unnest(a_r,a_i,a_s) a(r,i,st) cross join lateral (select parent from step_edge e where e.run_id=a.r and e.child=a.i offset 0) e
        cross join lateral (select port,hash from artifact_use u where u.run_id=a.r and u.idx=e.parent and u.dir='out' offset 0) u where a.st in ('succeeded','cached');
    if v_e then                                                         -- what a step asks the rest of the house to do (register, deploy, publish)
      insert into outbox (topic,key,payload) select e.topic,e.key,e.payload from unnest(a_s,a_e) a(st,ev) cross join lateral jsonb_to_recordset(a.ev) e(topic text,key text,payload jsonb) where a.st='succeeded' on conflict (topic,key) do nothing;
    end if;
    if array_remove(a_f,null) <> '{}' then                               -- what may be used again is known from the moment it is there
      insert into step_cache (project_id,fingerprint,run_id,idx) select distinct on (g.project_id,a.f) g.project_id,a.f,a.r,a.i from unnest(a_r,a_i,a_s,a_f) a(r,i,st,f)
        join run g on g.id=a.r where a.st='succeeded' and a.f is not null order by g.project_id,a.f on conflict (project_id,fingerprint) do update set run_id=excluded.run_id,idx=excluded.idx;
    end if;
    with d as (select a.r,e.child,count(*) n from unnest(a_r,a_i,a_s) a(r,i,st) cross join lateral (select child from step_edge e where e.run_id=a.r and e.parent=a.i offset 0) e where a.st in ('succeeded','cached') group by 1,2),
    c as (update step_run s set waiting_on=s.waiting_on-d.n, ready_at=clock_timestamp(),
        status=case when s.waiting_on>d.n then 'waiting' when d.lim then 'held' else 'ready' end
      from (select d.*,g.paused or g.max_parallel is not null lim from d join run g on g.id=d.r offset 0) d where s.run_id=d.r and s.idx=d.child and s.status='waiting' returning s.run_id,s.idx,s.status)
    select array_agg(run_id),array_agg(idx) into n_r,n_i from c where status='ready';
  end if;
  if 'failed'=any(a_s) then                                             -- skip below a failure; on_failure=stop cancels the rest
    with recursive f(r,i) as (select r,i from unnest(a_r,a_i,a_s) a(r,i,st) where st='failed' union select e.run_id,e.child from f join step_edge e on e.run_id=f.r and e.parent=f.i),
    s as (update step_run x set finished_at=clock_timestamp(),status='skipped' from f where x.run_id=f.r and x.idx=f.i and x.status='waiting' returning x.run_id,x.idx)
    select a_r||coalesce(array_agg(run_id),'{}'),a_i||coalesce(array_agg(idx),'{}'),a_s||coalesce(array_agg('skipped'::text),'{}') into a_r,a_i,a_s from s;
    with z as (update run g set cancel_requested_at=clock_timestamp() where on_failure='stop' and cancel_requested_at is null and id in (select r from unnest(a_r,a_s) y(r,st) where st='failed') returning id),
    s as (update step_run x set finished_at=clock_timestamp(),status='cancelled' from z where x.run_id=z.id and x.status in ('waiting','held','ready','parked') returning x.run_id,x.idx),   -- also what this very batch gave back for another try
    m as (select pg_notify('mr_cancel',id::text) from z)
    select a_r||coalesce(array_agg(run_id),'{}'),a_i||coalesce(array_agg(idx),'{}'),a_s||coalesce(array_agg('cancelled'::text),'{}') into a_r,a_i,a_s from s where (select count(*) from m)>=0;
  end if;
  with c as (select r,count(*) n,count(*) filter (where st in ('succeeded','cached','failed','skipped','cancelled')) fin,count(*) filter (where st='failed') bad from unnest(a_r,a_s) z(r,st) group by 1),
  u as (update run g set open_steps=open_steps-fin,failed_steps=failed_steps+bad,last_seq=last_seq+n+(open_steps=fin)::int,
        status=case when open_steps>fin then status else mr_end(failed_steps+bad,cancel_requested_at) end,finished_at=case when open_steps=fin then clock_timestamp() end
      from c where g.id=c.r returning g.id,g.last_seq,g.status,g.open_steps,g.last_seq-n-(g.open_steps=0)::int base),
  e as (insert into run_event (run_id,seq,kind,idx,attempt) select u.id,u.base+row_number() over (partition by u.id order by z.o),z.st,z.i,z.n
        from unnest(a_r,a_i,a_s,a_n) with ordinality z(r,i,st,n,o) join u on u.id=z.r union all select id,last_seq,'run-'||status,null,null from u where open_steps=0),
  o as (insert into outbox (topic,key,payload) select 'run-finished',id::text,jsonb_build_object('run',id,'status',status) from u where open_steps=0)
  select count(*) into v_c from u;
  if exists (select 1 from run where id=any(a_r) and (max_parallel is not null or paused)) then perform mr_promote(a_r); end if;
  if p_continue and n_r is not null then                                -- same runs, same queue, at most as many as given back
    select array_agg(run_id),array_agg(idx) into k_r,k_i from (select r,q,count(*) n from unnest(a_r,a_q) z(r,q) where q is not null group by 1,2) g
      cross join lateral (select run_id,idx from step_run s where s.run_id=g.r and s.idx=any(n_i) and s.status||''='ready' and s.queue=g.q order by s.priority desc,s.idx limit g.n) s;
    if k_r is not null then nxt := mr_take(p_worker,k_r,k_i); end if;
  end if;
  perform pg_notify('mr_ready',q) from (select distinct s.queue q from unnest(n_r||a_r,n_i||a_i) z(r,i) join step_run s on s.run_id=z.r and s.idx=z.i where s.status||''='ready') x;
  perform pg_notify('mr_run',id||':'||last_seq) from run where id=any(a_r);
  return jsonb_build_object('accepted',(select jsonb_agg(jsonb_build_array(r,i,st)) from unnest(a_r,a_i,a_s) z(r,i,st)),'steps',coalesce(nxt,'[]'),
    'places',(select jsonb_object_agg(hash,location) from artifact where hash=any(h) and location is not null));  -- a worker whose copy was not needed unlinks it
end $$;
alter function mr_finish(uuid,jsonb,boolean) set enable_seqscan=off set enable_hashjoin=off set enable_mergejoin=off set enable_memoize=off set enable_material=off
  set join_collapse_limit=1 set jit=off set plan_cache_mode=force_generic_plan;

-- results of a project that can be used again: all that they made is still there
create function mr_cached(p_project uuid, p_fingerprints text[]) returns table (fingerprint text, run_id uuid, idx int, outputs jsonb) language sql stable as $$
  select c.fingerprint,c.run_id,c.idx,o.outputs from step_cache c
    cross join lateral (select jsonb_agg(jsonb_build_object('port',u.port,'hash',u.hash)) outputs,bool_and(a.state='live') live
      from artifact_use u join artifact a on a.hash=u.hash where u.run_id=c.run_id and u.idx=c.idx and u.dir='out') o
    where c.project_id=p_project and c.fingerprint=any(p_fingerprints) and o.live $$;
