import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from './openapi';
import { operations } from './operations';

const jsonContent = z.object({ schema: z.record(z.string(), z.unknown()) });
const parameterSchema = z.object({
  name: z.string().min(1),
  in: z.enum(['path', 'query']),
  required: z.boolean(),
  schema: z.record(z.string(), z.unknown()),
});
const operationSchema = z.object({
  operationId: z.string().min(1),
  summary: z.string().min(10),
  description: z.string(),
  parameters: z.array(parameterSchema),
  requestBody: z.object({ required: z.boolean(), content: z.record(z.string(), jsonContent) }).optional(),
  responses: z.record(
    z.string().regex(/^([1-5]\d\d|[1-5]XX)$/),
    z.object({ description: z.string(), content: z.record(z.string(), jsonContent) }),
  ),
});
/** What OpenAPI 3.1 asks of the parts this document uses. */
const documentSchema = z.object({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.object({ title: z.string(), version: z.string() }),
  servers: z.array(z.object({ url: z.url() })),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  components: z.object({ securitySchemes: z.record(z.string(), z.object({ type: z.string() })) }),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(['get', 'post', 'delete']), operationSchema)),
});

// As it goes over the wire: what JSON cannot carry would be lost there.
const document = documentSchema.parse(JSON.parse(JSON.stringify(openApiDocument(operations, 'http://millrace.test'))));

function described(path: string, method: 'get' | 'post' | 'delete') {
  const found = document.paths[path]?.[method];
  if (found === undefined) throw new Error(`${method} ${path} is not described`);
  return found;
}

describe('the OpenAPI document', () => {
  it('describes every operation once, under its own id', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((entry) => entry?.operationId),
    );
    expect([...ids].sort()).toEqual(operations.map(({ id }) => id).sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names every variable of a path as a required parameter, and no other', () => {
    for (const { path, method } of operations) {
      const variables = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const { parameters } = described(path, z.enum(['get', 'post', 'delete']).parse(method.toLowerCase()));
      const own = parameters.filter((parameter) => parameter.in === 'path');
      expect(own.map(({ name }) => name)).toEqual(variables);
      expect(own.every(({ required }) => required)).toBe(true);
    }
  });

  it('takes query parameters from the schema that parses them; a default makes one optional', () => {
    const query = described('/tables/{hash}/rows', 'get').parameters.filter((parameter) => parameter.in === 'query');
    expect(query.map(({ name, required }) => [name, required])).toEqual([
      ['offset', false],
      ['limit', false],
      ['part', false],
    ]);
    const upload = described('/datasets', 'post').parameters;
    expect(upload.map(({ name, required }) => [name, required])).toEqual([
      ['name', true],
      ['file', true],
    ]);
  });

  it('describes bodies, answers and refusals', () => {
    const start = described('/pipelines/{id}/runs', 'post');
    expect(Object.keys(start.requestBody?.content ?? {})).toEqual(['application/json']);
    expect(start.responses['201']?.content['application/json']?.schema).toMatchObject({ type: 'object' });
    expect(start.responses['4XX']?.content['application/problem+json']).toBeDefined();
    expect(Object.keys(described('/datasets', 'post').requestBody?.content ?? {})).toEqual([
      'application/octet-stream',
    ]);
    expect(described('/runs/{id}', 'get').requestBody).toBeUndefined();
  });

  it('secures everything with schemes it defines', () => {
    const schemes = Object.keys(document.components.securitySchemes);
    expect(document.security.length).toBeGreaterThan(0);
    for (const requirement of document.security)
      expect(schemes).toEqual(expect.arrayContaining(Object.keys(requirement)));
  });
});
