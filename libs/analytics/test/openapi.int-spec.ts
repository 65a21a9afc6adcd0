import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import { AnalyticsHttpModule } from '#analytics/http';

import { type Rider, startTestApp, type TestApp } from '../../records/test/test-app';
import { given } from './workouts';

interface SchemaLike {
  $ref?: string;
  items?: SchemaLike;
  properties?: Record<string, { example?: unknown; nullable?: boolean }>;
}

describe('the OpenAPI document of records and analytics', () => {
  let test: TestApp;
  let rider: Rider;
  let document: OpenAPIObject;
  beforeAll(async () => {
    test = await startTestApp('analytics-openapi', [AnalyticsHttpModule]);
    rider = await test.rider();
    await test.finish(rider, { power: 200 });
    await given(test, rider, [{ at: new Date() }]);
    document = SwaggerModule.createDocument(test.app, new DocumentBuilder().build());
  });
  afterAll(() => test.stop());

  it.each([
    ['/records', 'sport=cycling&metric=power', ['metric', 'sport']],
    ['/records/history', 'sport=cycling&metric=power&duration=5', ['duration', 'metric', 'sport']],
    ['/analytics/monthly', '', ['month', 'year']],
    ['/analytics/weekly', 'weeks=1', ['weeks']],
    ['/analytics/power-curve', 'days=1', ['days', 'sport']],
    ['/users/{id}/stats', '', ['id']],
  ])('describes %s as it answers', async (path, query, parameters) => {
    const operation = document.paths[path]?.get;
    const statuses = Object.keys(operation?.responses ?? {});
    expect(operation?.summary).toBeTruthy();
    expect(operation?.tags).toHaveLength(1);
    expect(statuses).toEqual(expect.arrayContaining(['200', '400', '401', '403', '503']));
    const described = (operation?.parameters ?? []).map((parameter) => ('name' in parameter ? parameter.name : ''));
    expect(described.sort()).toEqual(parameters);

    const ok = operation?.responses['200'] as { content: Record<string, { schema: SchemaLike }> };
    const schema = ok.content['application/json']?.schema ?? {};
    const name = (schema.$ref ?? schema.items?.$ref)?.split('/').at(-1) ?? '';
    const { properties = {} } = (document.components?.schemas?.[name] ?? {}) as SchemaLike;
    const { body } = await test.send<unknown>('GET', `${path.slice(1).replace('{id}', 'me')}?${query}`, rider);
    const [shown] = [body].flat() as Record<string, unknown>[];
    expect(Object.keys(shown ?? {}).sort()).toEqual(Object.keys(properties).sort());
    for (const [field, { example, nullable }] of Object.entries(properties)) {
      expect([field, example === undefined]).toEqual([field, false]);
      if (shown?.[field] === null) expect([field, nullable]).toEqual([field, true]);
      else expect([field, typeof shown?.[field]]).toEqual([field, typeof example]);
    }
  });
});
