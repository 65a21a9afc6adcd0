import type { Config } from 'jest';

/** What every project shares: SWC emits CommonJS with decorator metadata, `#lib` names lead to the sources. */
const shared: Config = {
  rootDir: process.cwd(),
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2023',
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  moduleNameMapper: {
    '^#([a-z]+)/http$': '<rootDir>/libs/$1/src/http/$1-http.module.ts',
    '^#([a-z]+)$': '<rootDir>/libs/$1/src/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
};

const servers: Config = {
  globalSetup: '<rootDir>/libs/testing/src/jest/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest/global-teardown.ts',
};

const config: Config = {
  maxWorkers: 2,
  // Jest takes this for all projects or none; tests on real servers set it.
  testTimeout: 60_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'] },
    {
      ...shared,
      ...servers,
      displayName: 'integration',
      testMatch: ['<rootDir>/{libs,tools}/**/*.int-spec.ts'],
    },
    {
      ...shared,
      ...servers,
      displayName: 'e2e',
      testMatch: ['<rootDir>/apps/**/*.e2e-spec.ts'],
    },
    {
      ...shared,
      ...servers,
      globalTeardown: '<rootDir>/tools/faults/support/global-teardown.ts',
      displayName: 'faults',
      testMatch: ['<rootDir>/tools/faults/**/*.fault-spec.ts'],
    },
    // Minutes: with `npm run test:backup` alone, which also runs the rest of these tests at full numbers.
    ...(process.env['BACKUP'] === 'full'
      ? [{ ...shared, ...servers, displayName: 'backup', testMatch: ['<rootDir>/tools/backup/**/*.backup-spec.ts'] }]
      : []),
  ],
};

export default config;
