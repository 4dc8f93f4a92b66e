-- Where and with what a model was fitted. Beside the model, not in it: equal fits of other machines have the same bytes.
alter table candidate add column environment jsonb;
-- Of a trial: what a search hands on was fitted by one of them, and has its environment.
alter table trial add column environment jsonb;
