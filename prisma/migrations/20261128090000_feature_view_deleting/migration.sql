-- Since when a view is on its way out: its online rows go in blocks, so nobody serves, feeds or plans with it any more.
-- A deletion that was cut off is finished by asking for it again.
alter table feature_view add column deleting_at timestamptz(3);
