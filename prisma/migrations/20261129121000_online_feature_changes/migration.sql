-- Those who hold a view in memory read one change by pages of its keys: millions of rows, where a publication made it. By
-- itself, as it takes minutes where a view has tens of millions of rows, and nobody writes into one meanwhile.
create index online_feature_view_id_change_key_idx on online_feature (view_id, change, key);
drop index online_feature_view_id_change_idx;
