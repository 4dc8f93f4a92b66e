-- Whether an event is known is one look into an index, however long its topic. The planner cannot know that a topic it has
-- no figures of is long: it took the key by offset and read the whole topic for each event, until the table was next
-- analysed. Now only one index answers the question, whatever the planner knows: it begins with source and id, and
-- "offset 0" keeps the topic out of what is looked up.
create unique index bus_event_source_id on bus_event (source, id, topic, project_id); -- readers go on while it is built
alter table bus_event drop constraint bus_event_once;
alter table bus_event add constraint bus_event_once unique using index bus_event_source_id;

-- As before, but for the look.
create or replace function mr_publish(p_project uuid, p_topic text, p_events jsonb) returns table (added int, last_offset bigint, places int[]) language plpgsql set enable_seqscan = off as $$
declare v_last bigint; v_added int; v_places int[];
begin
  insert into bus_topic as t (project_id, topic) values (p_project, p_topic) on conflict do nothing;
  select t.last_offset into v_last from bus_topic t where t.project_id = p_project and t.topic = p_topic for update;
  -- A statement of its own: it sees what the publisher before committed.
  with given as materialized (
    select distinct on (e.source, e.id) e.*, coalesce(g.item -> 'data', 'null'::jsonb) as data, g.place
      from jsonb_array_elements(p_events) with ordinality g(item, place)
      cross join lateral jsonb_to_record(g.item) e(id text, source text, type text, subject text, time timestamptz, traceparent text)
      order by e.source, e.id, g.place),
  fresh as materialized (
    select g.*, row_number() over (order by g.place) n from given g
      where (select k."offset" from (
                select b."offset", b.topic, b.project_id from bus_event b where b.source = g.source and b.id = g.id offset 0) k
              where k.topic = p_topic and k.project_id = p_project) is null),
  stored as (
    insert into bus_event (project_id, topic, "offset", id, source, type, subject, time, data, traceparent)
      select p_project, p_topic, v_last + f.n, f.id, f.source, f.type, f.subject, f.time, f.data, f.traceparent from fresh f)
  select count(*)::int, coalesce(array_agg(f.place::int order by f.place), '{}') into v_added, v_places from fresh f;
  if v_added > 0 then
    update bus_topic t set last_offset = v_last + v_added where t.project_id = p_project and t.topic = p_topic;
    perform pg_notify('mr_bus', p_project || ' ' || p_topic);
  end if;
  return query select v_added, v_last + v_added, v_places;
end $$;
