-- What people write about a model: a row for each time a field is saved. Nothing is written over, and who saves says which
-- text was seen: of two who change the same one, the later is told. By the content of the model, so that a candidate and
-- the release made of it have one card.
create table model_card_text (
  project_id uuid not null,
  model_hash text not null,
  field text not null,
  -- counts from 1 for each field
  number int not null,
  text text not null,
  actor text not null,
  created_at timestamptz(3) not null default now(),
  constraint model_card_text_pkey primary key (project_id, model_hash, field, number)
);
