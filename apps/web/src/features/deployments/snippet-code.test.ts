import { describe, expect, it } from 'vitest';
import { curlSnippet, jsonText, oipSnippet, pythonLiteral, pythonSnippet, samplesOf } from './snippet-code';

describe('snippets', () => {
  it('carry the row as Python reads it', () => {
    const row = { age: 41, rate: 0.5, member: true, gone: false, city: null };
    expect(pythonLiteral({ rows: [row] })).toBe(
      [
        '{',
        '    "rows": [',
        '        {',
        '            "age": 41,',
        '            "rate": 0.5,',
        '            "member": True,',
        '            "gone": False,',
        '            "city": None,',
        '        },',
        '    ],',
        '}',
      ].join('\n'),
    );
  });

  it.each([
    ["three quotes ''' in it", `"three quotes ''' in it"`],
    ['a " and a \\', String.raw`"a \" and a \\"`],
    ['two\nlines', String.raw`"two\nlines"`],
  ])('end no string of Python early: %s', (text, literal) => {
    expect(pythonSnippet('http://h', { text })).toContain(`"text": ${literal},`);
  });

  it('name a tensor for each field, with its datatype', () => {
    const inputs = [
      { name: 'age', type: 'integer' },
      { name: 'name', type: 'text' },
      { name: 'tags', type: 'list' },
      { name: 'v', type: 'vector' },
      { name: 'rate', type: 'number' },
    ] as const;
    const row = { age: 41, name: "O'Hara", tags: ['a'], v: [1, 2] };
    const code = oipSnippet('http://h/serve/shop.churn', { row, inputs });
    expect(code).toContain('curl http://h/v2/models/shop.churn/infer \\\n');
    const body = code.slice(code.indexOf("-d '") + 4, -1).replaceAll("'\\''", "'");
    expect(JSON.parse(body)).toEqual({
      inputs: [
        { name: 'age', shape: [1], datatype: 'INT64', data: [41] },
        { name: 'name', shape: [1], datatype: 'BYTES', data: ["O'Hara"] },
        { name: 'tags', shape: [1], datatype: 'BYTES', data: ['["a"]'] },
        { name: 'v', shape: [1, 2], datatype: 'FP64', data: [1, 2] },
        { name: 'rate', shape: [1], datatype: 'FP64', data: [null] },
      ],
    });
  });

  it('have a list of plain values on one line, and leave texts that look like one alone', () => {
    const row = { page: [0.5, -1, 1e-7], note: '[\n1,\n2]', tags: ['a', null], none: [] };
    const text = jsonText({ rows: [row] });
    expect(text.split('\n')).toContain('      "page": [0.5,-1,1e-7],');
    expect(JSON.parse(text)).toEqual({ rows: [row] });
    const curl = curlSnippet('http://h/serve/a', row);
    expect(curl).toContain('"page": [0.5,-1,1e-7],');
    expect(JSON.parse(curl.slice(curl.indexOf("-d '") + 4, -1))).toEqual({ rows: [row] });
    expect(pythonSnippet('http://h', row)).toContain('"page": [0.5, -1, 1e-7],');
    expect(pythonLiteral(row).split('\n')).toContain('    "tags": ["a", None],');
  });

  it('stand under the address that takes each, MLflow’s among them', () => {
    const samples = samplesOf('http://h/serve/shop.churn', {
      row: { age: 41 },
      inputs: [{ name: 'age', type: 'integer' }],
    });
    expect(samples.map(({ title, about }) => [title, about])).toEqual([
      ['curl', 'POST http://h/serve/shop.churn/predict'],
      ['Python', 'POST http://h/serve/shop.churn/predict'],
      ['MLflow', 'POST http://h/serve/shop.churn/invocations'],
      ['Open Inference Protocol', 'POST http://h/v2/models/shop.churn/infer'],
    ]);
    for (const { title, about, code } of samples)
      if (title !== 'Python') expect(code).toContain(`curl ${about.slice(5)} `);
    expect(samples[2]?.code).toContain('"dataframe_records": [\n    {\n      "age": 41\n');
  });

  it('end no string of the shell early', () => {
    expect(curlSnippet('http://h/serve/a', { name: "O'Hara" })).toContain(String.raw`"name": "O'\''Hara"`);
  });
});
