-- The timeline of a project leaves out what is pushed to sources: thousands a second would hide the rest, and be entered
-- into one index more.
drop index bus_event_time;
create index bus_event_timeline on bus_event (project_id, received_at) where not starts_with(topic, 'source.');
