-- Events of a time are counted before they land again. Events come nearly in the order in which they happened, so a few
-- numbers for each stretch of the table find them; an index of every event would cost each push an entry more.
create index bus_event_happened on bus_event using brin (time timestamptz_minmax_multi_ops);
