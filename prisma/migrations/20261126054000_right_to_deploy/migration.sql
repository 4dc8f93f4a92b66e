-- Whether the one who started a run might deploy at that moment: a deploy step acts in that person's name, later.
alter table run_info add column may_deploy boolean not null default false;
-- Runs of the Deploy button were started by somebody who may.
update run_info set may_deploy = true where kind = 'release';
