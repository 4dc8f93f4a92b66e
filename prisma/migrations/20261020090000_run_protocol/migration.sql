-- The run protocol: tables and functions (docs/architecture.md, "A run"). Works on Postgres 15 and later.
-- Every change of a run or of its steps happens under the row lock of the run, taken first, in id order, in a statement of its own.

do $$ begin if to_regprocedure('pg_catalog.uuidv7()') is null then   -- before Postgres 18: the same 48 bits of time, then random ones
  create function uuidv7() returns uuid language sql volatile as 'select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp())*1000)::bigint) from 3) from 1 for 6),52,1),53,1),''hex'')::uuid';
end if; end $$;

create table run (
  id uuid primary key default uuidv7(),
  project_id uuid not null,
  request_key text,
  status text not null default 'running' check (status in ('running','succeeded','failed','cancelled')),
  on_failure text not null default 'continue' check (on_failure in ('continue','stop')),
  priority smallint not null default 0,
  max_parallel int,
  paused boolean not null default false,
  open_steps int not null,
  failed_steps int not null default 0,
  last_seq bigint not null default 0,
  cancel_requested_at timestamptz,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (project_id, request_key)                                     -- never across projects: a guessed key must not name another's run
) with (fillfactor = 50);
create index run_open on run (created_at) where status = 'running';

create table step_run (
  run_id uuid not null references run(id) on delete cascade,
  idx int not null,
  project_id uuid not null,
  queue text not null,
  priority smallint not null default 0,
  status text not null check (status in ('waiting','held','ready','running','parked','succeeded','cached','failed','skipped','cancelled')),
  waiting_on int not null,
  attempt int not null default 0, max_attempts int not null default 3,
  losses int not null default 0,
  token bigint not null default 0,
  worker uuid,
  ready_at timestamptz, leased_at timestamptz, finished_at timestamptz,
  error jsonb,
  spec jsonb not null,
  check ((status = 'running') = (worker is not null)),
  primary key (run_id, idx)
) with (fillfactor = 70);
create index step_ready on step_run (queue, project_id, priority desc, ready_at, run_id, idx) where status = 'ready';
create index step_running on step_run (worker) include (project_id, queue) where status = 'running';

create table step_edge (
  run_id uuid not null, parent int not null, child int not null, primary key (run_id, parent, child), check (parent < child) -- idx is a topological order: no cycles
);
create index step_edge_child on step_edge (run_id, child);

create table artifact (
  hash text primary key, bytes bigint not null, kind text not null, location text, inline jsonb,
  state text not null default 'live' check (state in ('live','deleting')),
  created_at timestamptz not null default now()
);
create table artifact_use (
  run_id uuid not null, idx int not null, dir text not null, from_idx int not null default -1, port text not null,
  hash text not null references artifact(hash),
  primary key (run_id, idx, dir, from_idx, port)
);
create index artifact_use_hash on artifact_use (hash);

-- What outside of runs needs an artifact: a batch, a release, a model. Its owner pins and unpins; the collector leaves pinned ones alone.
create table artifact_pin (
  owner_kind text not null, owner_id uuid not null, hash text not null references artifact(hash),
  created_at timestamptz not null default clock_timestamp(),
  primary key (owner_kind, owner_id, hash)
);
create index artifact_pin_hash on artifact_pin (hash);

create table worker (
  id uuid primary key, presence int not null generated always as identity, seen_at timestamptz not null default clock_timestamp(),
  lease_until timestamptz not null, lease_ms int not null, started_at timestamptz not null default now()
) with (fillfactor = 50);

create table run_event (
  run_id uuid not null, seq bigint not null, kind text not null, idx int, attempt int, at timestamptz not null default clock_timestamp(),
  primary key (run_id, seq)
);
create table outbox (
  id bigint generated always as identity primary key, topic text not null, key text not null, payload jsonb not null,
  created_at timestamptz not null default clock_timestamp(), unique (topic, key)
);
create table step_cache (
  project_id uuid not null, fingerprint text not null, run_id uuid not null, idx int not null, primary key (project_id, fingerprint)
);
create table project_limit (project_id uuid primary key, max_running int not null, weight real not null default 1);
alter table step_run set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
alter table run set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

-- start
create function mr_start(p_project uuid, p_key text, p_steps jsonb, p_edges jsonb, p_opts jsonb) returns uuid language plpgsql as $$
declare v uuid; n int := jsonb_array_length(p_steps); lim int := p_opts->>'max_parallel'; pri int := coalesce((p_opts->>'priority')::int,0);
begin
  if n=0 then raise exception 'a run needs at least one step' using errcode='22023'; end if;
  insert into run (project_id,request_key,open_steps,last_seq,priority,on_failure,max_parallel)
    values (p_project,p_key,n,1,pri,coalesce(p_opts->>'on_failure','continue'),lim) on conflict (project_id,request_key) do nothing returning id into v;
  if v is null then return (select id from run where project_id=p_project and request_key=p_key); end if;   -- the same click twice
  insert into step_edge select v,(e->>0)::int,(e->>1)::int from jsonb_array_elements(p_edges) e;
  insert into step_run (run_id,idx,project_id,queue,priority,status,waiting_on,max_attempts,ready_at,spec)
    select v,s.idx,p_project,coalesce(s.queue,'cpu'),pri,case when d.n>0 then 'waiting' else 'held' end,coalesce(d.n,0),coalesce(s.max_attempts,3),clock_timestamp(),s.spec
    from jsonb_to_recordset(p_steps) s(idx int,queue text,max_attempts int,spec jsonb)
    left join (select (e->>1)::int c,count(*) n from jsonb_array_elements(p_edges) e group by 1) d on d.c=s.idx;
  insert into run_event (run_id,seq,kind) values (v,1,'run-started');
  perform mr_promote(array[v]);
  return v;
end $$;

-- held -> ready as far as pause and the run's own limit allow; the caller holds the run locks
create function mr_promote(p_runs uuid[]) returns void language sql as $$
  with u as (update step_run s set status='ready', ready_at=greatest(s.ready_at,clock_timestamp())
  from (select h.run_id,h.idx,row_number() over (partition by h.run_id order by h.idx) rn, coalesce(r.max_parallel,2147483647)
          -(select count(*) from step_run a where a.run_id=r.id and a.status in ('ready','running') and r.max_parallel is not null) room
        from run r cross join lateral (select run_id,idx from step_run h where h.run_id=r.id and h.status||''='held' offset 0) h
        where r.id=any(p_runs) and not r.paused and r.cancel_requested_at is null) p
  where s.run_id=p.run_id and s.idx=p.idx and p.rn<=p.room returning s.queue)
  select pg_notify('mr_ready',q) from (select distinct queue q from u) x $$;

-- lease; mr_take is also the tail of mr_finish; the caller holds the run locks
create function mr_take(p_worker uuid, p_runs uuid[], p_idx int[]) returns jsonb language plpgsql as $$
declare v jsonb;
begin
  with t as (update step_run s set status='running',token=token+1,attempt=attempt+1,worker=p_worker,leased_at=clock_timestamp()
      from unnest(p_runs,p_idx) k(r,i) where s.run_id=k.r and s.idx=k.i and s.status||''='ready' returning s.run_id,s.idx,s.token,s.attempt,s.queue,s.spec),
  c as (select run_id,count(*) n from t group by 1),
  u as (update run set last_seq=last_seq+c.n from c where run.id=c.run_id returning run.id,last_seq-c.n base),
  e as (insert into run_event (run_id,seq,kind,idx,attempt) select t.run_id,u.base+row_number() over (partition by t.run_id order by t.idx),'running',t.idx,t.attempt from t join u on u.id=t.run_id)
  select jsonb_agg(to_jsonb(t)||jsonb_build_object('inputs',(select coalesce(jsonb_agg(jsonb_build_object('from',g.parent,'port',o.port,'hash',o.hash) order by g.parent,o.port),'[]')
      from step_edge g cross join lateral (select port,hash from artifact_use u where u.run_id=g.run_id and u.idx=g.parent and u.dir='out' offset 0) o where g.run_id=t.run_id and g.child=t.idx))) into v from t;
  return coalesce(v,'[]');
end $$;

create function mr_lease(p_worker uuid, p_queue text, p_n int) returns jsonb language plpgsql as $$
declare v_r uuid[]; v_i int[]; v jsonb;
begin
  perform pg_advisory_xact_lock(72707370,hashtext(p_queue));            -- limits are exact: one pick per queue at a time
  perform 1 from worker where id=p_worker for key share; if not found then return '{"gone":true}'; end if;
  with recursive p(project_id) as (                                     -- loose index scan: projects with ready work
    (select project_id from step_run where status='ready' and queue=p_queue order by project_id limit 1) union all
    select (select s.project_id from step_run s where s.status='ready' and s.queue=p_queue and s.project_id>p.project_id order by s.project_id limit 1) from p where p.project_id is not null),
  busy as (select project_id,count(*) n from step_run where status='running' group by 1),
  c as (select x.*,coalesce(b.n,0)+x.rn place,coalesce(l.weight,1) w,l.max_running from p left join busy b using (project_id) left join project_limit l using (project_id)
        cross join lateral (select s.run_id,s.idx,s.priority,s.ready_at,row_number() over () rn from (select * from step_run s where s.status='ready' and s.queue=p_queue and s.project_id=p.project_id
          and s.ready_at<=clock_timestamp() order by s.priority desc,s.ready_at,s.run_id,s.idx limit p_n) s) x where p.project_id is not null)
  select array_agg(run_id),array_agg(idx) into v_r,v_i from (select * from c where max_running is null or place<=max_running order by place/w,priority desc,ready_at limit p_n) z;
  if v_r is null then return jsonb_build_object('steps','[]'::jsonb,'next_ms',(select extract(epoch from min(ready_at)-clock_timestamp())*1000 from step_run where status='ready' and queue=p_queue and ready_at>clock_timestamp())); end if;
  perform 1 from run where id=any(v_r) order by id for update;
  v := mr_take(p_worker,v_r,v_i);                                       -- a fresh statement sees what others took meanwhile
  return jsonb_build_object('steps',v,'again',jsonb_array_length(v)<cardinality(v_r));
end $$;

-- finish: success, cache hit, failure, retry, loss, release; a batch in one transaction
create function mr_finish(p_worker uuid, p_results jsonb, p_continue boolean) returns jsonb language plpgsql as $$
declare v record; w record; a_o jsonb[]; a_r uuid[]; a_i int[]; a_s text[]; a_n int[]; a_q text[]; n_r uuid[]; n_i int[]; k_r uuid[]; k_i int[]; h text[]; nxt jsonb := '[]'; v_c int; a_e jsonb[]; v_e boolean := false;
begin
  if p_continue then perform 1 from worker where id=p_worker for key share; p_continue := found; end if;
  perform 1 from run where id in (select (e->>'run')::uuid from jsonb_array_elements(p_results) e) order by id for update;
  select array_agg(distinct o->>'hash') into h from jsonb_array_elements(p_results) t cross join lateral jsonb_array_elements(t->'outputs') o;
  perform 1 from artifact where hash=any(h) order by hash for key share;
  for v in select t.*,g.cancel_requested_at,g.paused or g.max_parallel is not null as hold from jsonb_to_recordset(p_results) t(run uuid,idx int,token bigint,outcome text,error jsonb,retry_ms int,outputs jsonb,events jsonb) join run g on g.id=t.run loop
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
    if found then a_r := a_r||v.run; a_i := a_i||v.idx; a_s := a_s||w.status; a_n := a_n||w.attempt; a_q := a_q||w.queue; a_o := a_o||coalesce(v.outputs,'[]'); a_e := a_e||coalesce(v.events,'[]'); v_e := v_e or v.events is not null; end if;
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
create function mr_end(p_failed bigint, p_cancel timestamptz) returns text language sql immutable as $$ select case when p_failed>0 then 'failed' when p_cancel is not null then 'cancelled' else 'succeeded' end $$;

-- cancel
create function mr_cancel(p_run uuid) returns text language plpgsql as $$
declare v run; a int[]; n int;
begin
  select * into v from run where id=p_run for update; if v.id is null or v.status<>'running' then return v.status; end if;
  with s as (update step_run set status='cancelled',finished_at=clock_timestamp() where run_id=p_run and status in ('waiting','held','ready','parked') returning idx) select coalesce(array_agg(idx),'{}'),count(*) into a,n from s;
  update run set cancel_requested_at=coalesce(cancel_requested_at,clock_timestamp()),open_steps=open_steps-n,last_seq=last_seq+n+1,
    status=case when open_steps=n then mr_end(failed_steps,clock_timestamp()) else status end,finished_at=case when open_steps=n then clock_timestamp() end where id=p_run returning * into v;
  insert into run_event (run_id,seq,kind,idx) select p_run,v.last_seq-n-1+o,'cancelled',i from unnest(a) with ordinality x(i,o)
    union all select p_run,v.last_seq,case when v.open_steps=0 then 'run-'||v.status else 'cancel-requested' end,null;
  if v.open_steps=0 then insert into outbox (topic,key,payload) values ('run-finished',p_run::text,jsonb_build_object('run',p_run,'status',v.status)); end if;
  perform pg_notify('mr_cancel',p_run::text); perform pg_notify('mr_run',p_run||':'||v.last_seq); return v.status;
end $$;

-- worker: hello, heartbeat (p_held = everything it believes it executes: [[run,idx,token],…])
create function mr_hello(p_worker uuid, p_lease_ms int) returns int language sql as $$
  insert into worker (id,lease_until,lease_ms) values (p_worker,clock_timestamp()+make_interval(secs=>p_lease_ms/1000.0),p_lease_ms) returning presence $$;
create function mr_beat(p_worker uuid, p_held jsonb) returns jsonb language plpgsql as $$
declare lost jsonb; stop jsonb; forgot jsonb;
begin
  update worker set seen_at=clock_timestamp(),lease_until=clock_timestamp()+make_interval(secs=>lease_ms/1000.0) where id=p_worker; if not found then return '{"gone":true}'; end if;
  select jsonb_agg(e) filter (where s.run_id is null),jsonb_agg(e) filter (where g.cancel_requested_at is not null) into lost,stop from jsonb_array_elements(p_held) e
    left join step_run s on s.run_id=(e->>0)::uuid and s.idx=(e->>1)::int and s.token=(e->>2)::bigint and s.worker=p_worker and s.status||''='running' left join run g on g.id=(e->>0)::uuid;
  select jsonb_agg(jsonb_build_object('run',run_id,'idx',idx,'token',token,'outcome','released')) into forgot from step_run s where status='running' and worker=p_worker and leased_at<clock_timestamp()-interval '3 s'
    and not exists (select 1 from jsonb_array_elements(p_held) e where (e->>0)::uuid=s.run_id and (e->>1)::int=s.idx and (e->>2)::bigint=s.token);
  if forgot is not null then perform mr_finish(p_worker,forgot,false); end if;           -- a lease whose answer never arrived
  return jsonb_build_object('lost',lost,'cancel',stop);
end $$;

-- reconcile: every 0.5 s from every worker; repeat while it returns true
create function mr_reconcile(p_grace interval, p_queues text[] default '{cpu,gpu,python}') returns boolean language plpgsql as $$
declare w worker; v jsonb; up timestamptz := pg_postmaster_start_time();
begin
  if not pg_try_advisory_xact_lock(72707371,0) then return false; end if;
  select * into w from worker where case when up>clock_timestamp()-p_grace then false when lease_until<clock_timestamp() then true
    when seen_at<clock_timestamp()-p_grace then pg_try_advisory_xact_lock(72707372,presence) else false end order by id limit 1;
  if found then                                                          -- one dead worker per transaction
    delete from worker where id=w.id and seen_at=w.seen_at; if not found then return true; end if;
    select jsonb_agg(jsonb_build_object('run',run_id,'idx',idx,'token',token,'outcome','lost','error','{"code":"worker-lost"}'::jsonb)) into v from step_run where status='running' and worker=w.id;
    if v is not null then perform mr_finish(w.id,v,false); end if; return true;
  end if;
  perform pg_notify('mr_ready',q) from unnest(p_queues) q where exists (select 1 from step_run where status='ready' and queue=q and ready_at<clock_timestamp()-interval '1 s');
  return false;
end $$;

-- pause and resume; a person's answer to a parked step
create function mr_pause(p_run uuid, p_on boolean) returns void language plpgsql as $$
declare b bigint;
begin
  perform 1 from run where id=p_run for update;
  update run set paused=p_on,last_seq=last_seq+1 where id=p_run and status='running' and paused<>p_on returning last_seq into b; if not found then return; end if;
  insert into run_event (run_id,seq,kind) values (p_run,b,case when p_on then 'paused' else 'resumed' end);
  if p_on then update step_run set status='held' where run_id=p_run and status='ready'; else perform mr_promote(array[p_run]); end if;
  perform pg_notify('mr_run',p_run||':'||b);
end $$;
create function mr_answer(p_run uuid, p_idx int, p_result jsonb) returns jsonb language plpgsql as $$
declare w uuid := gen_random_uuid(); t bigint;
begin
  perform 1 from run where id=p_run for update;
  update step_run set status='running',worker=w,token=token+1,leased_at=clock_timestamp() where run_id=p_run and idx=p_idx and status='parked' returning token into t;
  if not found then return '{"accepted":[]}'; end if;
  return mr_finish(w,jsonb_build_array(p_result||jsonb_build_object('run',p_run,'idx',p_idx,'token',t)),false);
end $$;

-- collector: mark, unlink the returned places, forget; lock first, look second, never in one statement
create function mr_collect(p_hashes text[]) returns table (hash text, location text) language plpgsql as $$
declare h text[];
begin
  select array_agg(x.hash) into h from (select a.hash from artifact a where a.hash=any(p_hashes) order by a.hash for update skip locked) x;
  return query update artifact a set state='deleting' where a.hash=any(h) and not exists (select 1 from artifact_use u where u.hash=a.hash)
      and not exists (select 1 from artifact_pin p where p.hash=a.hash) returning a.hash,a.location;
end $$;
create function mr_forget(p_hash text, p_location text) returns void language sql as $$
  delete from artifact where hash=p_hash and state='deleting' and location is not distinct from p_location $$;
-- an artifact made outside of a run (a landing): records it, or takes over a row that the collector is working on. Answers the recorded place.
create function mr_keep(p_hash text, p_bytes bigint, p_kind text, p_location text, p_inline jsonb) returns text language plpgsql as $$
declare v text;
begin
  insert into artifact (hash,bytes,kind,location,inline) values (p_hash,p_bytes,p_kind,p_location,p_inline) on conflict (hash) do nothing;
  perform 1 from artifact where hash=p_hash for key share;
  update artifact set state='live',location=p_location,inline=p_inline where hash=p_hash and state='deleting';
  select location into v from artifact where hash=p_hash;
  return v;
end $$;
-- pins: lock first, look second, so that the collector and a pin cannot pass each other. False: one of them is gone or going.
create function mr_pin(p_kind text, p_owner uuid, p_hashes text[]) returns boolean language plpgsql as $$
begin
  perform 1 from artifact where hash=any(p_hashes) order by hash for key share;
  if exists (select 1 from unnest(p_hashes) h where not exists (select 1 from artifact a where a.hash=h and a.state='live')) then return false; end if;
  insert into artifact_pin (owner_kind,owner_id,hash) select p_kind,p_owner,h from unnest(p_hashes) h on conflict do nothing;
  return true;
end $$;
-- orphan sweep: list files first, ask this second; delete what is unrecorded and older than both bounds minus 24 h
create function mr_sweep_floor() returns timestamptz language sql as $$
  select least(clock_timestamp(),(select min(leased_at) from step_run where status='running')) - interval '24 h' $$;

do $$ declare f record; begin for f in select oid::regprocedure p from pg_proc where proname ~ '^mr_(start|take|lease|finish|cancel|beat|reconcile|promote)$' loop
  execute format('alter function %s set enable_seqscan=off set enable_hashjoin=off set enable_mergejoin=off set enable_memoize=off set enable_material=off set join_collapse_limit=1 set jit=off set plan_cache_mode=force_generic_plan', f.p); end loop; end $$;
