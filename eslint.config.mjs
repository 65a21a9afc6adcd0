import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';
import regexp from 'eslint-plugin-regexp';

const environmentAccess = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Read the environment in libs/platform/src/config only; inject Config elsewhere.',
};
const rawCollection = {
  selector:
    ':matches(MemberExpression[property.name=/^(collection|db|getClient)$/], ObjectPattern > Property[key.name=/^(collection|db|getClient)$/])',
  message: "Riders' data are asked for through a model, or RawCollection, which demand the owner.",
};
const forwardReference = {
  selector: "CallExpression[callee.name='forwardRef']",
  message: 'No circular modules: let the lower library announce an event instead.',
};

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'coverage/**',
      'node_modules/**',
      '.data/**',
      'docker/**',
      'init-mongo/**',
      'libs/*/kernel/**',
      '*.js',
      '*.mjs',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { regexp },
    rules: {
      // A text of a stranger must not keep a regular expression busy.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', environmentAccess, forwardReference, rawCollection],
    },
  },
  {
    files: ['libs/platform/**'],
    rules: { 'no-restricted-syntax': ['error', environmentAccess, forwardReference] },
  },
  {
    files: [
      'libs/platform/src/config/**',
      'libs/testing/**',
      'jest.config.ts',
      'tools/**',
      '**/*.{spec,int-spec,e2e-spec}.ts',
      '**/test/**',
    ],
    rules: { 'no-restricted-syntax': ['error', forwardReference] },
  },
  {
    // Jest's asymmetric matchers are typed any.
    files: ['**/*.{spec,int-spec,e2e-spec,fault-spec,backup-spec}.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  { files: ['tools/**', 'libs/testing/**'], rules: { 'no-console': 'off' } },
  prettier,
);
