import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import { ApiError, PUBLIC_EXTENSION } from '#platform';

const DESCRIPTION = `Live rides in, summaries, records and trends out.

Make an account with **POST /api/auth/register**, press *Authorize* with the access token or with a key from
**POST /api/users/me/api-keys**, then try any route. Units: W, rpm, bpm, m/s, m, °C, degrees, s, kJ, kg.
Absent or null means "not measured", and never 0.

Every answer to a rider says in headers (RateLimit-…) what is left of a limit; beyond it requests are refused with 429 and
Retry-After.`;

const API_ERROR = { 'application/json': { schema: { $ref: getSchemaPath(ApiError) } } };
const refused = (description: string) => ({ description, content: API_ERROR });
/** Whatever is asked for. */
const REFUSED_REQUESTS = {
  400: refused('Malformed or invalid; `details` names the fields'),
  414: refused('The URL is too long'),
  431: refused('The headers are too large or too many'),
};
/** Bodies are refused before any route sees them, also where none is asked for. */
const REFUSED_BODIES = {
  413: refused('The body is too large'),
  415: refused('The content type or encoding is not taken here'),
};

const whole = (description: string) => ({ description, schema: { type: 'integer', minimum: 0 } });
const RATE_LIMIT_HEADERS = {
  'RateLimit-Limit': whole('What is to be had in a window of time'),
  'RateLimit-Remaining': whole('What is left of it'),
  'RateLimit-Reset': whole('Seconds until all of it is to be had again'),
};
const TOO_MANY = {
  429: {
    ...refused('Too many requests; see Retry-After'),
    headers: { ...RATE_LIMIT_HEADERS, 'Retry-After': whole('Seconds to wait') },
  },
};

const WITHOUT_BODY = ['get', 'head'];

/** Swagger UI at /docs, the document at /docs-json. */
export function setUpOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => createDocument(app), {
    customSiteTitle: 'Bike Power Tracker API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tryItOutEnabled: true },
  });
}

/** The OpenAPI document of the whole API: every route asks for a credential but those marked public. */
export function createDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Bike Power Tracker')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'bpt_<prefix>_<secret>' }, 'api-key')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'access-token')
    .addSecurityRequirements('api-key')
    .addSecurityRequirements('access-token')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ApiError] });
  for (const [path, operations] of Object.entries(document.paths)) {
    const limited = path.startsWith('/api/');
    for (const [method, operation] of Object.entries(operations) as [string, Operation][])
      finish(method, operation, limited);
  }
  return document;
}

interface TextSchema {
  type?: string;
  pattern?: string;
  example?: unknown;
}
/** What stands for an id or a stream's name in a path; pipes check it, which decorators do not see. */
const PATH_SCHEMAS: Record<string, TextSchema> = {
  id: { type: 'string', pattern: '^[0-9a-fA-F]{24}$' },
  name: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$', example: 'workout-evening-ride' },
};
const OR_ME: TextSchema = { type: 'string', pattern: '^(me|[0-9a-fA-F]{24})$', example: 'me' };

const POINTS_AS_LINES: TextSchema = {
  type: 'string',
  example: '{"timestamp":1767258000000,"power":245}\n{"timestamp":1767258001000,"power":247}\n',
};

type Parameter = { name: string; in: string; schema: TextSchema };
type Operation = {
  [PUBLIC_EXTENSION]?: true;
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: TextSchema }> };
  responses: Responses;
};
type Responses = Record<string, { description: string; content?: object; headers?: object }>;

/** What decorators cannot say, because it holds for whole kinds of routes. */
function finish(method: string, operation: Operation, limited: boolean): void {
  if (operation[PUBLIC_EXTENSION]) {
    operation.security = [];
    delete operation[PUBLIC_EXTENSION];
  }
  const refusals = WITHOUT_BODY.includes(method) ? REFUSED_REQUESTS : { ...REFUSED_REQUESTS, ...REFUSED_BODIES };
  operation.responses = { ...refusals, ...operation.responses, ...(limited && TOO_MANY) };
  const lines = operation.requestBody?.content['application/x-ndjson'];
  if (lines) lines.schema = POINTS_AS_LINES;
  for (const parameter of operation.parameters ?? []) {
    const { name, in: place, schema } = parameter;
    if (place === 'path') parameter.schema = schema.example === 'me' ? OR_ME : (PATH_SCHEMAS[name] ?? schema);
  }
  for (const response of Object.values(operation.responses)) {
    // Two decorators that name one status say the same of it twice.
    response.description = [...new Set(response.description.split('\n\n'))].join('\n\n');
    if (limited && !operation.security) response.headers = { ...RATE_LIMIT_HEADERS, ...response.headers };
  }
}
