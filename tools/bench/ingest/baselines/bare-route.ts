import fastify from 'fastify';
import { Redis } from 'ioredis';

/**
 * What a single point costs at the very least: a route that parses JSON and adds an entry, and nothing else. Nobody is
 * asked who they are, nothing is checked, the entry is in one stream only.
 */
async function main(): Promise<void> {
  const redis = new Redis(process.env.REDIS_URL ?? '', { enableAutoPipelining: true });
  const server = fastify();
  server.get('/health/ready', () => ({ status: 'ok' }));
  server.post('/api/streams/:name/messages', async (request) => {
    const { name } = request.params as { name: string };
    const { message } = request.body as { message: string };
    const messageId = await redis.xadd(`bare:${name}`, '*', 'message', message);
    return { success: true, messageId, streamName: name };
  });
  await server.listen({ host: process.env.HOST, port: Number(process.env.PORT) });
  process.once('SIGTERM', () => {
    redis.disconnect();
    void server.close();
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
