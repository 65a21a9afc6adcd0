import { type ApiRequest } from '#platform';

/** A read that takes longer when it is asked with this parameter. */
export const expensiveWith =
  (parameter: string) =>
  ({ query }: Pick<ApiRequest, 'query'>): { limit: 'expensive' | 'reads' } => ({
    limit: parameter in (query as object) ? 'expensive' : 'reads',
  });
