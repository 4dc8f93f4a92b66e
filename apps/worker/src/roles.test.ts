import { describe, expect, it } from 'vitest';
import { readEnvironment } from './env';
import { roles } from './role';
import { parseRoles, startRole } from './roles';

describe('roles', () => {
  it('are all four unless told otherwise', () => {
    expect(parseRoles([])).toEqual([...roles]);
    expect(parseRoles(['--roles', 'score, execute'])).toEqual(['execute', 'score']);
    expect(parseRoles(['--roles=watch'])).toEqual(['watch']);
    expect(Object.keys(startRole).sort()).toEqual([...roles].sort());
  });

  it('are named right or refused', () => {
    expect(() => parseRoles(['--roles', 'score,train'])).toThrow('No role is called train');
  });
});

describe('environment', () => {
  const given = { DATABASE_URL: 'postgresql://x', INTERNAL_TOKEN: 'sixteen characters' };

  it('has defaults, and takes empty values for absent ones', () => {
    expect(readEnvironment({ ...given, REDIS_URL: '', SCORING_PORT: '' })).toEqual({
      ...given,
      DATA_DIR: '.data',
      HOST: '127.0.0.1',
      SCORING_PORT: 3001,
      SCORING_REQUESTS_PER_SECOND: 0,
      SCORING_MODEL_MEGABYTES: 1024,
      PREDICTION_DAYS: 90,
      DATA_SERVICE_PORT: 3002,
      WEBHOOK_ALLOW_PRIVATE: 'no',
      ALLOW_PYTHON: 'fenced',
      PATH: '',
      LOG_LEVEL: 'info',
    });
  });

  it('names every variable that is wrong', () => {
    expect(() => readEnvironment({ SCORING_PORT: 'x', INTERNAL_TOKEN: 'short' })).toThrow(
      /DATABASE_URL.*SCORING_PORT.*INTERNAL_TOKEN/,
    );
  });
});
