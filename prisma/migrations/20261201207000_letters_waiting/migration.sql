-- How many letters of a reader wait is counted with each block that adds some; of streams, those that nobody decides about go.
create index dead_letter_waiting on dead_letter (consumer, project_id, topic, created_at) where state = 'waiting';
-- Readers that streams left behind when they ended, or their endpoint: others waited for them, and topics kept their events.
delete from bus_consumer c where starts_with(c.consumer, 'scores ') and not exists (
  select from score_stream s join endpoint e on e.id = s.endpoint_id and e.deleted_at is null
  where 'scores ' || e.slug = c.consumer and s.project_id = c.project_id and s.topic = c.topic);
