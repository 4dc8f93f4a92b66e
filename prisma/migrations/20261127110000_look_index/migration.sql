-- The looks at a model, whichever run judged it: the page of a run asks for them.
create index test_look_model_idx on test_look (project_id, model_hash);
