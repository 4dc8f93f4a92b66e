-- What a release in shadow did with its copies of the rows (shadowRowsSchema); null where there were none. Such rows are no
-- answers: nothing else of the minute counts them.
alter table "serving_minute" add column "shadow" jsonb;
-- The prediction that was answered, of which this one is a copy that nobody was answered with.
alter table "prediction" add column "shadow_of" uuid;
