-- The event bus: CloudEvents in topics, kept for replay, read by groups that remember how far they are.
--
-- A topic belongs to a project. Its row hands out offsets without gaps and lets one publisher at a time commit, so that a
-- reader who has seen offset n has seen everything below it, and needs no lock of its own.
create table bus_topic (
  project_id uuid not null,
  topic text not null,
  last_offset bigint not null default 0,
  created_at timestamptz(3) not null default now(),
  primary key (project_id, topic)
) with (fillfactor = 50);

create table bus_event (
  project_id uuid not null,
  topic text not null,
  "offset" bigint not null,
  id text not null,
  source text not null,
  type text not null,
  subject text,
  time timestamptz(3) not null,
  data jsonb not null,
  traceparent text,
  received_at timestamptz(3) not null default now(),
  primary key (project_id, topic, "offset"),
  -- The same source and id is the same event (CloudEvents 1.0): published twice, it is there once.
  constraint bus_event_once unique (project_id, topic, source, id)
);
create index bus_event_time on bus_event (project_id, received_at);

-- How far a group of consumers is in a topic. The row is locked while its events are handled.
create table bus_consumer (
  consumer text not null,
  project_id uuid not null,
  topic text not null,
  "offset" bigint not null default 0,
  attempts int not null default 0,
  retry_at timestamptz(3),
  error jsonb,
  updated_at timestamptz(3) not null default now(),
  primary key (consumer, project_id, topic)
) with (fillfactor = 50);

-- Events that a group could not handle after all its tries. A person looks at them, and dismisses them or asks for another
-- try, which the group makes.
create table dead_letter (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null,
  consumer text not null,
  topic text not null,
  "offset" bigint not null,
  event jsonb not null,
  error jsonb not null,
  attempts int not null,
  state text not null default 'waiting' check (state in ('waiting', 'asked', 'replayed', 'dismissed')),
  settled_by text,
  settled_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  constraint dead_letter_once unique (consumer, project_id, topic, "offset")
);
create index dead_letter_project on dead_letter (project_id, state, created_at);

-- Appends events to a topic in the caller's transaction and says how many were new and what the last offset is.
-- p_events: [{id, source, type, subject?, time, data, traceparent?}]. Two of one call with the same source and id are one.
create function mr_publish(p_project uuid, p_topic text, p_events jsonb) returns table (added int, last_offset bigint) language plpgsql as $$
declare v_last bigint; v_added int;
begin
  insert into bus_topic as t (project_id, topic) values (p_project, p_topic) on conflict do nothing;
  select t.last_offset into v_last from bus_topic t where t.project_id = p_project and t.topic = p_topic for update;
  -- A statement of its own: it sees what the publisher before committed.
  with given as (
    select distinct on (e.source, e.id) e.*, g.place from jsonb_array_elements(p_events) with ordinality g(item, place)
      cross join lateral jsonb_to_record(g.item) e(id text, source text, type text, subject text, time timestamptz, data jsonb, traceparent text)
      order by e.source, e.id, g.place),
  fresh as (
    select g.*, row_number() over (order by g.place) n from given g
      where not exists (select from bus_event b where b.project_id = p_project and b.topic = p_topic and b.source = g.source and b.id = g.id)),
  stored as (
    insert into bus_event (project_id, topic, "offset", id, source, type, subject, time, data, traceparent)
      select p_project, p_topic, v_last + f.n, f.id, f.source, f.type, f.subject, f.time, f.data, f.traceparent from fresh f returning 1)
  select count(*)::int into v_added from stored;
  if v_added > 0 then
    update bus_topic t set last_offset = v_last + v_added where t.project_id = p_project and t.topic = p_topic;
    perform pg_notify('mr_bus', p_project || ' ' || p_topic);
  end if;
  return query select v_added, v_last + v_added;
end $$;
