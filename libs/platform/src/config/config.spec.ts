import { ConfigurationError, loadConfig } from './config';

const usable = {
  MONGODB_URI: 'mongodb://localhost:27017/x',
  REDIS_URL: 'redis://localhost:6379',
  JWT_SECRET: 'a-secret-that-is-long-enough-for-hs256!',
};

describe('loadConfig', () => {
  it('gives defaults, typed and frozen', () => {
    const config = loadConfig('api', usable);
    expect(config.http.port).toBe(3000);
    expect(config.mongo.maxPoolSize).toBe(50);
    expect(config.mongo.autoIndex).toBe(true);
    expect(Object.isFrozen(config.mongo)).toBe(true);
  });

  it('names all faults at once', () => {
    const load = () =>
      loadConfig('api', { PORT: 'eighty', LOG_LEVEL: 'loud', REDIS_URL: 'localhost', JWT_SECRET: 'short' });
    expect(load).toThrow(ConfigurationError);
    try {
      load();
    } catch (error) {
      const faults = (error as ConfigurationError).faults;
      expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual([
        'JWT_SECRET',
        'LOG_LEVEL',
        'MONGODB_URI',
        'PORT',
        'REDIS_URL',
      ]);
      expect(faults.find((fault) => fault.startsWith('MONGODB_URI'))).toContain('is missing');
    }
  });

  it('asks the worker for no JWT_SECRET and listens on WORKER_PORT there', () => {
    const config = loadConfig('worker', { ...usable, JWT_SECRET: undefined, WORKER_PORT: '4001' });
    expect(config.http.port).toBe(4001);
  });

  it.each([
    ['api', 'production', 9464],
    ['worker', 'production', 9465],
    ['api', 'test', 0],
    ['tool', 'production', 0],
  ] as const)('shows the numbers of the %s in %s on port %i, to this machine alone', (program, NODE_ENV, port) => {
    expect(loadConfig(program, { ...usable, NODE_ENV }).metrics).toEqual({ port, host: '127.0.0.1' });
  });

  it('shows them elsewhere when told so, and nowhere at 0', () => {
    const elsewhere = { METRICS_PORT: '1234', WORKER_METRICS_PORT: '0', METRICS_HOST: '0.0.0.0' };
    expect(loadConfig('api', { ...usable, ...elsewhere }).metrics).toEqual({ port: 1234, host: '0.0.0.0' });
    expect(loadConfig('worker', { ...usable, ...elsewhere }).metrics.port).toBe(0);
  });

  it('has no automatic indexes in production', () => {
    expect(loadConfig('api', { ...usable, NODE_ENV: 'production' }).mongo.autoIndex).toBe(false);
  });

  it('never repeats a secret in a fault', () => {
    let message = '';
    try {
      loadConfig('api', { ...usable, JWT_SECRET: 'hunter2' });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('JWT_SECRET must be');
    expect(message).not.toContain('hunter2');
  });
});
