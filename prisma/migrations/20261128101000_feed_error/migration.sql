-- Why a feed cannot be opened, such as one that another version of the program stored; null: it can. Its view's topic
-- waits then, and no other.
alter table feature_feed add column error text;
