import { AnswerContract } from './answer-contract';
import { type Document, type Schema } from './document';

const json = (schema: Schema) => ({ description: '', content: { 'application/json': { schema } } });
const failure = json({ $ref: '#/components/schemas/ApiError' });
const document: Document = {
  openapi: '3.0.0',
  security: [],
  paths: {
    '/api/rides/longest': { get: { responses: { 200: json({ type: 'number' }) } } },
    '/api/rides/{id}': {
      get: { responses: { 200: json({ $ref: '#/components/schemas/Ride' }), 404: failure } },
      delete: { responses: { 204: { description: '' } } },
    },
    '/api/rides/{id}/listen': {
      get: {
        responses: { 200: { description: '', content: { 'text/event-stream': { schema: { type: 'string' } } } } },
      },
    },
  },
  components: {
    securitySchemes: {},
    schemas: {
      Ride: {
        required: ['id', 'rider'],
        properties: {
          id: { type: 'string', example: 'a' },
          rider: { nullable: true, allOf: [{ $ref: '#/components/schemas/Rider' }] },
          startTime: { type: 'string', format: 'date-time' },
        },
      },
      Rider: { required: ['name'], properties: { name: { type: 'string', nullable: true } } },
      ApiError: {
        required: ['error', 'statusCode'],
        properties: { error: { type: 'string' }, statusCode: { type: 'number' } },
      },
    },
  },
};

describe('An answer held against the document', () => {
  const contract = new AnswerContract(document);
  const faults = (target: string, status: number, body: unknown, contentType = 'application/json; charset=utf-8') =>
    contract.faults('GET', target, { status, contentType, text: JSON.stringify(body) });

  it('may be what the document says', () => {
    expect(faults('/api/rides/1?x=2', 200, { id: 'a', rider: null })).toEqual([]);
    expect(faults('/api/rides/1', 200, { id: 'a', rider: { name: null } })).toEqual([]);
    expect(faults('/api/rides/1', 404, { error: 'Not there', statusCode: 404 })).toEqual([]);
    expect(faults('/api/rides/1/listen', 200, '', 'text/event-stream')).toEqual([]);
    expect(contract.faults('DELETE', '/api/rides/1', { status: 204, contentType: null, text: '' })).toEqual([]);
  });

  it.each([
    ['a status of its own', faults('/api/rides/1', 418, {}), /^418 is not documented/],
    ['another type', faults('/api/rides/1', 200, {}, 'text/html'), /^200 is text\/html, not application\/json/],
    ['no field', faults('/api/rides/1', 200, { id: 'a' }), /required property 'rider'/],
    ['a field too many', faults('/api/rides/1', 200, { id: 'a', rider: null, _id: 1 }), /_id is not in the schema/],
    ['one within', faults('/api/rides/1', 200, { id: 'a', rider: { name: 'b', email: 'c' } }), /email is not in/],
    ['another kind', faults('/api/rides/1', 200, { id: 1, rider: null }), /\.id must be string, but is 1/],
    ['no time', faults('/api/rides/1', 200, { id: 'a', rider: null, startTime: 'noon' }), /\.startTime must match/],
    ['another number than its own', faults('/api/rides/1', 404, { error: '', statusCode: 400 }), /says that it is 400/],
    ['that of the path beside it', faults('/api/rides/longest', 200, { id: 'a', rider: null }), /must be number/],
    ['a success where nothing is', faults('/api/nothing', 200, {}), /200 where no operation is/],
    ['a failure of another shape', faults('/api/nothing', 404, { message: 'x' }), /required property 'error'/],
  ])('may not be %s', (_, found, reason) => expect(found.join('\n')).toMatch(reason));

  it('may not be a body where there is none, or no JSON', () => {
    const answer = { contentType: 'application/json', text: '{' };
    expect(contract.faults('DELETE', '/api/rides/1', { ...answer, status: 204 })).toHaveLength(1);
    expect(contract.faults('GET', '/api/rides/longest', { ...answer, status: 200 })).toEqual([
      expect.stringContaining('no JSON'),
    ]);
  });
});
