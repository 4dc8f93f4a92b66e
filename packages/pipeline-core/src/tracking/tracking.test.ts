import { describe, expect, it } from 'vitest';
import {
  checkArtifactPath,
  checkKey,
  int64Schema,
  metricValueSchema,
  modelVersionRules,
  pageOffset,
  pageToken,
  parseArtifactPlace,
  parseBigJson,
  parseFilter,
  parseModelSource,
  parseOrderBy,
  registeredModelRules,
  runRules,
  runUuid,
  shownRunId,
  TrackingError,
  writeBigJson,
} from './index';

const run = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const uuid = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';

function clauses(text: string) {
  return parseFilter(text, runRules).map(({ side, key, operator, value }) => [side, key, operator, value]);
}

describe('filters of a search', () => {
  it('read every kind of comparison', () => {
    expect(clauses("metrics.acc > 0.25 and params.kind = 'even'")).toEqual([
      ['metric', 'acc', '>', 0.25],
      ['param', 'kind', '=', 'even'],
    ]);
    expect(clauses("tags.`long name.with dots` != '3'")).toEqual([['tag', 'long name.with dots', '!=', '3']]);
    expect(clauses('tag."a b" ILIKE "%x%"')).toEqual([['tag', 'a b', 'ILIKE', '%x%']]);
    expect(clauses("tags.mlflow.parentRunId = 'p'")).toEqual([['tag', 'mlflow.parentRunId', '=', 'p']]);
    expect(clauses("run_id IN ('a', 'b') AND status NOT IN ('FAILED')")).toEqual([
      ['attribute', 'run_id', 'IN', ['a', 'b']],
      ['attribute', 'status', 'NOT IN', ['FAILED']],
    ]);
    expect(clauses('params.x IS NULL AND tags.y is not null')).toEqual([
      ['param', 'x', 'IS NULL', null],
      ['tag', 'y', 'IS NOT NULL', null],
    ]);
    expect(clauses('attributes.Created >= 5 AND metrics.a=-1e-3')).toEqual([
      ['attribute', 'start_time', '>=', 5],
      ['metric', 'a', '=', -0.001],
    ]);
    expect(clauses("params.q = 'it''s'")).toEqual([['param', 'q', '=', "it's"]]);
    expect(clauses('')).toEqual([]);
  });

  it.each([
    'metrics.a > 1 OR params.b = 2',
    "metrics.a > 'x'",
    'params.a = 5',
    "params.a > '5'",
    'metrics.a LIKE 5',
    "attributes.owner = 'x'",
    "datasets.size = 'x'",
    "nothing.a = 'x'",
    "params.a = 'open",
    'tags.`open = 1',
    "status IN ('a'",
    "status IN 'a'",
    'metrics.a >',
    'AND',
    "metrics. = 'a'",
    "params.a = 'x'; drop table experiment",
  ])('refuse %s', (text) => {
    expect(() => parseFilter(text, runRules)).toThrow(TrackingError);
  });

  it('and orders end somewhere', () => {
    const many = (count: number) => Array(count).fill('metrics.a > 1').join(' AND ');
    expect(parseFilter(many(100), runRules)).toHaveLength(100);
    expect(() => parseFilter(many(101), runRules)).toThrow('at most 100');
    expect(() => parseOrderBy(Array(21).fill('metrics.a'), runRules)).toThrow('at most 20');
  });

  it('ask only for what a kind of thing has', () => {
    const prompt = "name = 'm' AND tag.`mlflow.prompt.is_prompt` != 'true'";
    expect(parseFilter(prompt, registeredModelRules)).toHaveLength(2);
    expect(() => parseFilter('metrics.a > 1', registeredModelRules)).toThrow('Invalid entity type');
    expect(parseFilter("name='m1'", modelVersionRules)).toEqual([
      { side: 'attribute', key: 'name', operator: '=', value: 'm1' },
    ]);
  });
});

it('orders ascend unless they say DESC', () => {
  expect(parseOrderBy(['metrics.acc DESC', 'start_time', 'params.`a b` asc'], runRules)).toEqual([
    { side: 'metric', key: 'acc', descending: true },
    { side: 'attribute', key: 'start_time', descending: false },
    { side: 'param', key: 'a b', descending: false },
  ]);
  for (const order of ['foo bar baz', 'metrics.a UP', '']) {
    expect(() => parseOrderBy([order], runRules)).toThrow(TrackingError);
  }
});

describe('numbers of the protocol', () => {
  it('keep whole numbers of 64 bits both ways', () => {
    const text = '{"step":9007199254740993,"name":"12345678901234567890","x":1.5}';
    const read = parseBigJson(text);
    expect(read).toEqual({ step: '9007199254740993', name: '12345678901234567890', x: 1.5 });
    expect(int64Schema.parse('9007199254740993')).toBe(9007199254740993n);
    expect(writeBigJson({ step: 9007199254740993n, at: 5n, none: undefined })).toBe('{"step":9007199254740993,"at":5}');
    for (const value of ['9223372036854775808', 1.5, 'x', '']) expect(int64Schema.safeParse(value).success).toBe(false);
  });

  it('leave strings alone, and read what is no number as such', () => {
    const doubles = '1.2345678901234567,12345678901234567e3';
    const text = `{"a":"\\"12345678901234567890\\\\","b":[-9007199254740993,${doubles}],"c":"-"}`;
    expect(parseBigJson(text)).toEqual({
      a: '"12345678901234567890\\',
      b: ['-9007199254740993', ...JSON.parse(`[${doubles}]`)],
      c: '-',
    });
    // Quotes that never end took minutes where a pattern looked for their ends.
    expect(() => parseBigJson(`{"a":"${'\\"'.repeat(2_000_000)}1234567890123456`)).toThrow(TrackingError);
  });

  it('refuse NaN without quotes and say how it is written', () => {
    expect(() => parseBigJson('{"value": NaN}')).toThrow('as the string "NaN"');
    expect(() => parseBigJson('{')).toThrow('The body is not JSON');
  });

  it('know NaN and the infinities as words', () => {
    expect(metricValueSchema.parse('NaN')).toBeNaN();
    expect(metricValueSchema.parse('-Infinity')).toBe(-Infinity);
    expect(metricValueSchema.parse(0.5)).toBe(0.5);
    expect(metricValueSchema.safeParse('x').success).toBe(false);
  });
});

describe('paths of artifacts', () => {
  it('name a file of a run or of a logged model', () => {
    expect(parseArtifactPlace(`4/${run}/artifacts/a folder/b.txt`)).toEqual({
      experiment: 4,
      owner: { kind: 'run', id: uuid },
      path: 'a folder/b.txt',
    });
    expect(parseArtifactPlace(`0/models/m-${run}/artifacts`)).toEqual({
      experiment: 0,
      owner: { kind: 'model', id: uuid },
      path: '',
    });
  });

  it.each([
    '../x',
    'a/../x',
    'a/./x',
    '/etc/passwd',
    'a//b',
    'a\\..\\b',
    'a#b',
    'a\u0000b',
    '%2e%2e%2fx',
    'a%252fb',
    'C:/x',
    'file:///etc',
    'x'.repeat(1001),
    'ä'.repeat(501),
    '',
  ])('refuse %j', (path) => {
    expect(() => checkArtifactPath(path)).toThrow('Invalid path');
  });

  it('refuse places that are nobody’s', () => {
    for (const place of [run, `4/${run}`, `4/${run}/other/x`, `x/${run}/artifacts`, '4/models/x/artifacts']) {
      expect(() => parseArtifactPlace(place)).toThrow(TrackingError);
    }
  });
});

describe('sources of model versions', () => {
  it('are of this server', () => {
    expect(parseModelSource(`runs:/${run}/model`)).toEqual({ kind: 'run', runId: uuid, path: 'model' });
    expect(parseModelSource(`models:/m-${run}`)).toEqual({ kind: 'logged-model', modelId: uuid });
    expect(parseModelSource('models:/iris/3')).toEqual({ kind: 'version', name: 'iris', version: 3 });
    expect(parseModelSource(`mlflow-artifacts:/4/${run}/artifacts/m`).kind).toBe('place');
  });

  it.each([
    '/etc',
    'file:///etc/passwd',
    'http://169.254.169.254/latest',
    's3://bucket/x',
    'mlflow-artifacts://other-host/4/x',
    'mlflow-artifacts:/../../x',
    `runs:/${run}/../../x`,
    'runs:/not-a-run/x',
    `runs:/${run}/a%2e%2e`,
    'models:/../x',
    'dbfs:/x',
    '',
  ])('are never %j', (source) => {
    expect(() => parseModelSource(source)).toThrow(TrackingError);
  });
});

it('keys are those that MLflow allows', () => {
  for (const key of ['acc', 'val/loss', 'a b:c', 'größe', 'system/gpu_0.used']) expect(checkKey(key)).toBe(key);
  for (const key of ['', 'a#b', '../a', '/a', 'a//b', 'x'.repeat(251), 'a\u0000']) {
    expect(() => checkKey(key)).toThrow(TrackingError);
  }
});

it('ids go both ways', () => {
  expect(shownRunId(uuid)).toBe(run);
  expect(runUuid(run)).toBe(uuid);
  expect(runUuid(uuid)).toBeNull();
});

it('page tokens go both ways, others are refused', () => {
  expect(pageOffset(pageToken(40))).toBe(40);
  expect(pageOffset(undefined)).toBe(0);
  for (const token of ['x', 'p-1', 'p', 'p123456789']) expect(() => pageOffset(token)).toThrow(TrackingError);
});
