-- Requests that the address of a source refused, by reason: how often, and the last one in words.
create table push_refusal (
  source_id uuid not null references source (id) on delete cascade on update cascade,
  code text not null,
  count bigint not null,
  message text not null,
  at timestamptz(3) not null,
  primary key (source_id, code)
);
