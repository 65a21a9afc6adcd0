import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import { PASSWORD, type Rider, startTestApp, type TestApp } from './test-app';

interface SchemaLike {
  $ref?: string;
  properties?: Record<string, SchemaLike>;
  allOf?: SchemaLike[];
  example?: unknown;
}

describe('the OpenAPI document of the routes of riders', () => {
  let test: TestApp;
  let rider: Rider;
  let document: OpenAPIObject;
  beforeAll(async () => {
    test = await startTestApp('users-openapi');
    rider = await test.rider();
    document = SwaggerModule.createDocument(test.app, new DocumentBuilder().build());
  });
  afterAll(() => test.stop());

  const operations = () =>
    Object.entries(document.paths)
      .filter(([path]) => /^\/(auth|users)\b/.test(path))
      .flatMap(([path, item]) =>
        (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
          const operation = item[method];
          return operation ? [{ path, method, operation }] : [];
        }),
      );

  function exampleOf(schema: SchemaLike): unknown {
    const [inner] = schema.allOf ?? [];
    const reference = schema.$ref ?? inner?.$ref;
    if (schema.example !== undefined) return schema.example;
    if (reference) {
      const name = reference.split('/').at(-1) ?? '';
      return exampleOf(document.components?.schemas?.[name] ?? {});
    }
    const fields = Object.entries(schema.properties ?? {}).map(([field, value]) => [field, exampleOf(value)]);
    return Object.fromEntries(fields);
  }

  it('describes each with a sentence, a tag, an answer and the failures', () => {
    expect(
      operations()
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    ).toEqual([
      'delete /users/me/api-keys/{id}',
      'delete /users/me/sessions',
      'delete /users/me/sessions/{id}',
      'get /users/me',
      'get /users/me/api-keys',
      'get /users/me/audit',
      'get /users/me/sessions',
      'get /users/{id}',
      'get /users/{id}/ftp-history',
      'patch /users/me',
      'post /auth/login',
      'post /auth/logout',
      'post /auth/refresh',
      'post /auth/register',
      'post /users/me/api-keys',
      'put /users/me/password',
      'put /users/{id}/ftp',
    ]);
    for (const { path, operation } of operations()) {
      const statuses = Object.keys(operation.responses);
      expect(operation.summary).toBeTruthy();
      expect(operation.tags).toHaveLength(1);
      expect(statuses.filter((status) => status.startsWith('2'))).toHaveLength(1);
      expect(statuses).toContain('503');
      if (!path.startsWith('/auth')) expect(statuses).toEqual(expect.arrayContaining(['401', '403']));
    }
  });

  it('gives examples that the routes accept', async () => {
    const withBody = operations().filter(({ operation }) => operation.requestBody);
    expect(withBody).toHaveLength(8);
    for (const { path, method, operation } of withBody) {
      const content = (operation.requestBody as { content: Record<string, { schema: SchemaLike }> }).content;
      const body = {
        ...(exampleOf(content['application/json']?.schema ?? {}) as object),
        ...(path.endsWith('/password') && { currentPassword: PASSWORD }),
      };
      const upper = method.toUpperCase() as 'POST' | 'PUT' | 'PATCH';
      const answer = await test.send(upper, path.slice(1).replace('{id}', 'me'), rider.as, body);
      expect({ path, body, answer: answer.body, refused: answer.status === 400 }).toMatchObject({ refused: false });
    }
  });
});
