-- Leaderboards and Compare ask by model for the trial that fitted it.
create index trial_model on trial (model_hash) where model_hash is not null;
