-- Rolling back is a kind of its own: it is checked otherwise than going forward, and the next target depends on which
-- revisions went back. Overriding a gate is told apart from giving a reason, which a direct deployment always has.
alter table deployment
  add column kind text not null default 'deploy' check (kind in ('deploy','rollback')),
  add column override boolean not null default false;
update deployment set override = true where reason is not null; -- until now a reason was given for nothing else
alter table endpoint_revision add column kind text not null default 'deploy' check (kind in ('deploy','rollback'));
