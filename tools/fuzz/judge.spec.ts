import { AnswerContract, type Document, OpenApi } from '../openapi';
import { Judge } from './judge';
import { type Draft } from './requests/draft';

const ok = { description: '', content: { 'application/json': { schema: { type: 'boolean' } } } };
const document: Document = {
  openapi: '3.0.0',
  security: [{ key: [] }],
  paths: {
    '/api/mine': { get: { responses: { 200: ok, 503: ok } } },
    '/api/open': { get: { security: [], responses: { 200: ok } } },
  },
  components: { securitySchemes: {}, schemas: { ApiError: { properties: { error: { type: 'string' } } } } },
};

describe('The judge', () => {
  const judge = new Judge(new OpenApi(document), new AnswerContract(document));
  const faults = (target: string, status: number, credential: Draft['credential'] = 'key', retryAfter = '1') => {
    const draft = { credential } as Draft;
    const answer = {
      status,
      contentType: 'application/json',
      retryAfter: retryAfter || null,
      text: 'true',
      milliseconds: 1,
    };
    return judge.faults(draft, { method: 'GET', target, headers: [], body: null }, answer);
  };

  it('lets pass what is documented', () => {
    expect(faults('/api/mine', 200)).toEqual([]);
    expect(faults('/api/open', 200, 'tampered token')).toEqual([]);
    expect(faults('/api/mine?ticket=x', 200, 'nobody')).toEqual([]);
  });

  it('names a failure on our side, whatever the document says', () => {
    expect(faults('/api/mine', 500)).toEqual([expect.stringContaining('500')]);
    expect(faults('/api/mine', 503, 'key', '')).toEqual(['503 without Retry-After']);
  });

  it('names whom nobody may let in', () => {
    for (const credential of ['nobody', 'revoked key', 'expired key', 'unsigned token', 'tampered token'] as const)
      expect(faults('/api/mine', 200, credential)).toEqual([`200 for "${credential}"`]);
  });
});
