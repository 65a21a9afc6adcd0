/**
 * Who may import whom. Features form one line, analytics → records → workouts → users → streams → platform;
 * skipping a level is fine, going back is not: what must flow back is an event.
 */
const order = ['platform', 'streams', 'users', 'workouts', 'records', 'analytics'];
const isTest = '(\\.(spec|int-spec|e2e-spec)\\.ts$|/test/|^libs/testing/|^tools/faults/)';

const upward = order.slice(0, -1).map((library, level) => ({
  name: `${library}-imports-nothing-above-it`,
  severity: 'error',
  from: { path: `^libs/${library}/`, pathNot: isTest },
  to: { path: `^libs/(${order.slice(level + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...upward,
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pure-libraries-import-nothing',
      comment: 'metrics and telemetry know neither Nest nor any library of ours; only node:zlib may serve the codec.',
      severity: 'error',
      from: { path: '^libs/(metrics|telemetry)/', pathNot: isTest },
      to: { pathNot: ['^libs/metrics/', '^libs/telemetry/', '^(node:)?(zlib|buffer)$'] },
    },
    {
      name: 'metrics-and-telemetry-stay-apart',
      severity: 'error',
      from: { path: '^libs/(metrics|telemetry)/', pathNot: isTest },
      to: { path: '^libs/(metrics|telemetry)/', pathNot: '^libs/$1/' },
    },
    {
      name: 'libraries-are-entered-by-their-barrel',
      severity: 'error',
      from: { path: '^(?:libs/([^/]+)|apps|tools)/', pathNot: isTest },
      to: {
        path: '^libs/[^/]+/src/.+',
        pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$', '^libs/[^/]+/src/http/[^/]+-http\\.module\\.ts$'],
      },
    },
    {
      name: 'testing-serves-tests-alone',
      severity: 'error',
      from: { pathNot: isTest },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'libraries-know-no-program',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/', pathNot: isTest },
    },
    {
      name: 'tools-serve-no-program',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: isTest },
      to: { path: '^tools/' },
    },
    {
      name: 'the-worker-reaches-no-controller',
      severity: 'error',
      from: { path: '^apps/worker/src/' },
      to: {
        path: '(\\.controller\\.ts$|^libs/[^/]+/src/http/[^/]+-http\\.module\\.ts$)',
        pathNot: '^libs/platform/',
        reachable: true,
      },
    },
    { name: 'nothing-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'programs-use-no-development-dependency',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: isTest },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|jest\\.config|^libs/[^/]+/kernel/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
      mainFields: ['main', 'types'],
    },
  },
};
