-- With which key secrets are sealed and receipts signed, so that a start with another one is noticed before it does harm.
-- The value is made from the key and does not give it away; there is one row at most.
create table installation_key (
  only_one boolean not null default true,
  check_value text not null,
  kept_at timestamptz(3) not null default now(),
  constraint installation_key_pkey primary key (only_one),
  constraint installation_key_only_one_check check (only_one)
);
