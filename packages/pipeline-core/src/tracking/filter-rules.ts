import type { FilterRules } from './filter';

/** What runs can be searched by. */
export const runRules: FilterRules = {
  numbers: ['start_time', 'end_time'],
  texts: ['run_id', 'run_name', 'status', 'user_id', 'artifact_uri', 'experiment_id'],
  sides: ['metric', 'param', 'tag', 'dataset'],
  aliases: {
    created: 'start_time',
    Created: 'start_time',
    'run name': 'run_name',
    'Run name': 'run_name',
    'Run Name': 'run_name',
  },
};

export const experimentRules: FilterRules = {
  numbers: ['creation_time', 'last_update_time'],
  texts: ['name', 'experiment_id'],
  sides: ['tag'],
};

export const registeredModelRules: FilterRules = {
  numbers: ['creation_timestamp', 'last_updated_timestamp'],
  texts: ['name'],
  sides: ['tag'],
  aliases: { timestamp: 'last_updated_timestamp' },
};

export const modelVersionRules: FilterRules = {
  numbers: ['version_number', 'creation_timestamp', 'last_updated_timestamp'],
  texts: ['name', 'run_id', 'source_path'],
  sides: ['tag'],
  aliases: { source: 'source_path' },
};

export const loggedModelRules: FilterRules = {
  numbers: ['creation_timestamp', 'creation_time', 'last_updated_timestamp'],
  texts: ['name', 'model_id', 'model_type', 'status', 'source_run_id', 'experiment_id'],
  sides: ['metric', 'param', 'tag'],
};
