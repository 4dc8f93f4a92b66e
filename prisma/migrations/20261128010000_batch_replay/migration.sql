-- A batch that landed events of a time again: {from, to}. Its rows are in earlier batches too.
alter table batch add column replay jsonb;
