-- How far each feed is in its topic: a feed that begins before the place of its view sets the view back, and the others
-- pass over what they have taken already.
alter table feature_feed add column place bigint not null default 0;
update feature_feed f set place = c."offset"
  from feature_view v, bus_consumer c
  where v.id = f.view_id and c.consumer = 'features ' || v.name and c.project_id = f.project_id and c.topic = f.topic;
