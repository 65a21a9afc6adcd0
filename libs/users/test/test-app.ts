import { randomBytes } from 'node:crypto';

import { type Type } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type Connection } from 'mongoose';

import {
  type ApiError,
  ApiValidationPipe,
  ErrorFilter,
  GracefulShutdown,
  loadConfig,
  platformModules,
} from '#platform';
import { dropDatabase, testMongoUri, testRedisUrl, uniqueKeyPrefix } from '#testing';
import { UsersHttpModule } from '#users/http';

import { type SignedInResponse } from '../src/http/auth.dto';

export const PASSWORD = 'a long way to the top';

export interface Answer<Body> {
  status: number;
  body: Body;
  headers: Record<string, unknown>;
}

export type Headers = Record<string, string>;

export interface Rider extends SignedInResponse {
  id: string;
  email: string;
  /** The header that proves who asks. */
  as: Headers;
}

/** The users' routes on real servers, with a database of their own. */
export interface TestApp {
  app: NestFastifyApplication;
  connection: Connection;
  send<Body = ApiError>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    headers?: Headers,
    body?: object,
  ): Promise<Answer<Body>>;
  /** A new rider, signed in. */
  rider(): Promise<Rider>;
  stop(): Promise<void>;
}

export async function startTestApp(
  name: string,
  controllers: Type[] = [],
  settings: Record<string, string> = {},
): Promise<TestApp> {
  const mongoUri = testMongoUri(name);
  const config = loadConfig('api', {
    NODE_ENV: 'test',
    MONGODB_URI: mongoUri,
    REDIS_URL: await testRedisUrl(),
    REDIS_KEY_PREFIX: uniqueKeyPrefix(),
    JWT_SECRET: randomBytes(32).toString('hex'),
    ...settings,
  });
  const module = await Test.createTestingModule({
    controllers,
    imports: [...platformModules(config), UsersHttpModule],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(
    new FastifyAdapter({ trustProxy: config.http.trustedProxies.length > 0 ? [...config.http.trustedProxies] : false }),
    { logger: false },
  );
  app.useGlobalPipes(new ApiValidationPipe());
  app.useGlobalFilters(new ErrorFilter());
  const stop = async (): Promise<void> => {
    await app.get(GracefulShutdown).run();
    await app.close();
    await dropDatabase(mongoUri);
  };
  try {
    await app.init();
  } catch (error) {
    await stop();
    throw error;
  }
  await app.getHttpAdapter().getInstance().ready();

  const send: TestApp['send'] = async (method, path, headers = {}, body) => {
    const response = await app.inject({ method, url: `/${path}`, headers, payload: body });
    const { statusCode: status, payload } = response;
    return { status, body: (payload === '' ? null : JSON.parse(payload)) as never, headers: response.headers };
  };

  return {
    app,
    connection: app.get<Connection>(getConnectionToken()),
    send,
    rider: async () => {
      const email = `${randomBytes(6).toString('hex')}@example.com`;
      const { status, body } = await send<SignedInResponse>('POST', 'auth/register', {}, { email, password: PASSWORD });
      if (status !== 201) throw new Error(`could not register: ${JSON.stringify(body)}`);
      return { ...body, id: body.user.id, email, as: { authorization: `Bearer ${body.accessToken}` } };
    },
    stop,
  };
}
