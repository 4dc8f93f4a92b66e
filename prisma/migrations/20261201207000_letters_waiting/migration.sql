-- How many letters of a reader wait is counted with each block that adds some; of streams, those that nobody decides about go.
create index dead_letter_waiting on dead_letter (consumer, project_id, topic, created_at) where state = 'waiting';
