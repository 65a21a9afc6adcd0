import { type Document } from './document';
import { type Route, Routes } from './routes';
import { Schemas } from './schemas';

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  contentType: string | null;
  text: string;
}

const FAILURE = { $ref: '#/components/schemas/ApiError' };
/** What a request may be answered that leads to no operation, or is hardly a request. */
const OUTSIDE = [400, 404, 408, 413, 414, 415, 431];
const EVENTS = 'text/event-stream';
const JSON_TYPE = 'application/json';

/** Holds answers against an OpenAPI document: status, content type, and every field of the body. */
export class AnswerContract {
  private readonly routes: Routes;
  private readonly schemas: Schemas;

  constructor(document: Document) {
    this.routes = new Routes(document);
    this.schemas = new Schemas(document);
  }

  routeOf(method: string, target: string): Route | null {
    return this.routes.find(method, target);
  }

  /** In what ways an answer is not what the document says of it. */
  faults(method: string, target: string, answer: RawAnswer): string[] {
    const route = this.routeOf(method, target);
    if (!route) return this.faultsOutside(method, answer);
    const documented = route.operation.responses[answer.status];
    if (!documented) return [`${answer.status} is not documented: ${answer.text.slice(0, 200)}`];
    if (method === 'HEAD') return [];
    const { content } = documented;
    if (!content) return answer.text === '' ? [] : [`${answer.status} has no body in the document`];
    const type = mediaType(answer);
    const schema = content[type]?.schema;
    if (!schema) return [`${answer.status} is ${type || 'of no type'}, not ${Object.keys(content).join(' or ')}`];
    if (type === EVENTS) return [];
    return [...this.bodyFaults(answer, schema), ...(answer.status >= 400 ? misnumbered(answer) : [])];
  }

  private faultsOutside(method: string, answer: RawAnswer): string[] {
    if (!OUTSIDE.includes(answer.status)) return [`${answer.status} where no operation is`];
    if (method === 'HEAD') return [];
    if (mediaType(answer) !== JSON_TYPE) return [`${answer.status} is ${mediaType(answer) || 'of no type'}`];
    return [...this.bodyFaults(answer, FAILURE), ...misnumbered(answer)];
  }

  private bodyFaults({ text, status }: RawAnswer, schema: object): string[] {
    try {
      return this.schemas.faults(JSON.parse(text), schema).map((fault) => `${status}: ${fault}`);
    } catch (error) {
      return [`${status}: no JSON (${String(error)}): ${text.slice(0, 200)}`];
    }
  }
}

const mediaType = ({ contentType }: RawAnswer): string => contentType?.split(';')[0]?.trim() ?? '';

function misnumbered({ text, status }: RawAnswer): string[] {
  const { statusCode } = JSON.parse(text) as { statusCode?: number };
  return statusCode === undefined || statusCode === status ? [] : [`${status} says that it is ${statusCode}`];
}
