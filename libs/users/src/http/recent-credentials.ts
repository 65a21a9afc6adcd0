import { Injectable } from '@nestjs/common';

import { DirectRoutes } from '#platform';

import { AccessTokens } from '../auth/access-tokens';
import { ApiKeysService } from '../auth/api-keys.service';
import { bearerToken } from './bearer';

/**
 * Knows again, for the short cuts, the credentials that the guard has verified within the last seconds. Whatever it does not
 * know, the guard looks at.
 */
@Injectable()
export class RecentCredentials {
  constructor(routes: DirectRoutes, keys: ApiKeysService, tokens: AccessTokens) {
    routes.identifyBy(({ headers }) => {
      const { authorization, 'x-api-key': apiKey } = headers;
      if (typeof apiKey === 'string' && apiKey !== '') return keys.recentlyVerified(apiKey.trim());
      const token = bearerToken(authorization);
      return token === null ? null : tokens.recentlyVerified(token);
    });
  }
}
