-- Many publications of a view as one table: look-ups read it in their place. One per view counts, that without replaced_at.
create table feature_view_pack (
  id uuid not null default gen_random_uuid(),
  view_id uuid not null,
  -- It stands for all publications up to this one.
  to_number int not null,
  table_hash text not null,
  meta_hash text not null,
  rows bigint not null,
  -- Rows of the publications, those left out as said before included.
  given bigint not null,
  created_at timestamptz(3) not null default now(),
  -- Kept for a while longer: a run may just have been planned with it.
  replaced_at timestamptz(3),
  constraint feature_view_pack_pkey primary key (id),
  constraint feature_view_pack_view_id_fkey foreign key (view_id) references feature_view (id) on delete cascade on update cascade
);
create unique index feature_view_pack_current_key on feature_view_pack (view_id) where replaced_at is null;
