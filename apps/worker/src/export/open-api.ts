import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Signature, SignatureInput } from '@millrace/pipeline-core/release';
import { type ReleaseFacts, titleOf } from './release-facts';

const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ content: { 'application/json': { schema } } });

/** OpenAPI 3.1 document of an exported server: the request is the signature of its release. */
export function openApiOf(facts: ReleaseFacts, o: { signature: Signature; example: JsonObject }) {
  return {
    openapi: '3.1.0',
    info: { title: titleOf(facts), version: `v${facts.number}`, description: `Bundle ${facts.bundle}` },
    servers: [{ url: '/' }],
    security: [{}, { bearer: [] }, { apiKey: [] }],
    paths: {
      '/predict': { post: predictOperation(o.example) },
      '/invocations': { post: invocationsOperation() },
      '/': {
        get: {
          operationId: 'describe',
          summary: 'Signature and example.',
          responses: { 200: { description: 'Facts' } },
        },
      },
      '/health': {
        get: {
          operationId: 'health',
          summary: 'Whether it answers.',
          security: [],
          responses: { 200: { description: 'It does' } },
        },
      },
      '/metrics': {
        get: {
          operationId: 'metrics',
          summary: 'Figures for Prometheus.',
          security: [],
          responses: { 200: { description: 'Text' } },
        },
      },
    },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
      schemas: { Row: rowSchema(o.signature), Answer: answerSchema, Problem: problemSchema },
    },
  };
}

function predictOperation(example: JsonObject) {
  return {
    operationId: 'predict',
    summary: 'Answers one row, or up to 10,000.',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            oneOf: [
              schemaRef('Row'),
              {
                type: 'object',
                required: ['rows'],
                properties: { rows: { type: 'array', minItems: 1, maxItems: 10_000, items: schemaRef('Row') } },
              },
            ],
          },
          example: { rows: [example] },
        },
      },
    },
    responses: {
      200: { description: 'One answer for each row, in order', ...json(schemaRef('Answer')) },
      '4XX': { description: 'Refused', ...json(schemaRef('Problem')) },
    },
  };
}

function invocationsOperation() {
  return {
    operationId: 'invocations',
    summary: 'As MLflow’s scoring server: dataframe_split, dataframe_records, instances, inputs, or CSV.',
    requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } }, 'text/csv': {} } },
    responses: { 200: { description: 'Predictions' }, '4XX': { description: 'Refused' } },
  };
}

function rowSchema({ inputs }: Signature) {
  return {
    type: 'object',
    additionalProperties: false,
    required: inputs.map(({ name }) => name),
    properties: Object.fromEntries(inputs.map((input) => [input.name, inputSchema(input)])),
  };
}

function inputSchema(input: SignatureInput): object {
  const schema = typeSchema(input.type);
  return input.required ? schema : { anyOf: [schema, { type: 'null' }] };
}

function typeSchema(type: SignatureInput['type']): object {
  switch (type) {
    case 'boolean':
    case 'integer':
    case 'number':
      return { type };
    case 'text':
      return { type: 'string' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'timestamp':
      return { type: 'string', format: 'date-time' };
    case 'bytes':
      return { type: 'string', contentEncoding: 'base64' };
    case 'list':
      return { type: 'array', items: { type: 'string' } };
    case 'vector':
      return { type: 'array', items: { type: 'number' } };
    case 'sparse':
      return { type: 'object' };
    default:
      return assertNever(type);
  }
}

/** A value that the model has not learned from. */
const warningSchema = {
  type: 'object',
  required: ['field', 'problem', 'seen', 'expected'],
  properties: {
    field: { type: 'string' },
    problem: { enum: ['unseen'] },
    seen: { type: 'string' },
    expected: { type: 'string' },
  },
};

const answerSchema = {
  type: 'object',
  required: ['predictions', 'release'],
  properties: {
    predictions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['prediction', 'id'],
        properties: {
          prediction: { type: ['string', 'number', 'null'] },
          probabilities: { type: 'object', additionalProperties: { type: 'number' } },
          id: { type: 'string', format: 'uuid' },
          warnings: { type: 'array', items: warningSchema },
        },
      },
    },
    release: { type: 'string' },
    model: { type: 'string' },
  },
};

const problemSchema = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string' },
        message: { type: 'string' },
        fields: { type: 'array', items: { type: 'object' } },
      },
    },
  },
};
