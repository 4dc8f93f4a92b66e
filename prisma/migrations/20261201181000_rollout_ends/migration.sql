-- What a rollout leaves behind when it ends.
alter table rollout
  -- what both releases had done at each step when it ended (stepFiguresSchema[]): minutes are folded after a while
  add column ended_steps jsonb not null default '[]',
  -- whether it let the alias `challenger` of its model name its release, and what that named before
  add column alias_set boolean not null default false,
  add column alias_before uuid references release(id) on delete set null;
-- Those that are open have set it, whatever it named.
update rollout set alias_set = true where status in ('running', 'paused');
