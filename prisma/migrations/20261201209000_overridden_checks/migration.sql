-- The checks that somebody had seen fail when they overrode them. Null: asked for before these were kept.
alter table deployment add column overridden jsonb;
