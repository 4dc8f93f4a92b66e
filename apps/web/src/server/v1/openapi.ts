import { problemShape } from '@millrace/pipeline-core/api';
import { z } from 'zod';
import type { Operation } from './operation';

/** OpenAPI 3.1 document of the operations, made from the schemas that parse the requests. */
export function openApiDocument(operations: readonly Operation[], serverUrl: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const entry = paths[operation.path] ?? {};
    entry[operation.method.toLowerCase()] = describe(operation);
    paths[operation.path] = entry;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Millrace',
      version: '1',
      description: 'Everything a person can do in the workbench, for programs.',
    },
    servers: [{ url: `${serverUrl}/api/v1` }],
    security: [{ bearer: [] }, { apiKey: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
    paths,
  };
}

function describe(operation: Operation) {
  const refused = {
    description: 'Refused',
    content: { 'application/problem+json': { schema: jsonSchemaOf(problemShape) } },
  };
  return {
    operationId: operation.id,
    summary: operation.summary,
    description: `Needs the scope \`${operation.needs.scope}\`.`,
    parameters: [...pathParameters(operation.path), ...queryParameters(operation)],
    ...requestBody(operation),
    responses: {
      [operation.status]: {
        description: 'Done',
        content: answerContent(operation),
      },
      '4XX': refused,
    },
  };
}

function answerContent({ media, answer }: Operation) {
  if (media === undefined) return { 'application/json': { schema: jsonSchemaOf(answer) } };
  return Object.fromEntries(media.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
}

function pathParameters(path: string) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(operation: Operation) {
  if (operation.query === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(operation.query) as {
    properties?: object;
    required?: string[];
  }; // an object schema
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function requestBody(operation: Operation) {
  if (operation.body === undefined) return {};
  const content =
    operation.body === 'file'
      ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
      : { 'application/json': { schema: jsonSchemaOf(operation.body) } };
  return { requestBody: { required: true, content } };
}

function jsonSchemaOf(schema: z.ZodType) {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
