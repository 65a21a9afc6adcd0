import { Injectable } from '@nestjs/common';

import { type Principal, Revocations } from '#platform';

import { SessionsService } from '../sessions.service';
import { ApiKeysService } from './api-keys.service';

/** Tells whoever holds on to a credential, as open event streams do, whether MongoDB still knows it. */
@Injectable()
export class CredentialCheck {
  constructor(
    revocations: Revocations,
    private readonly keys: ApiKeysService,
    private readonly sessions: SessionsService,
  ) {
    revocations.checkBy((principal) => this.stillGood(principal));
  }

  private async stillGood({ userId, credential }: Principal): Promise<boolean> {
    const [kind, id = ''] = credential.split(':');
    if (kind === 'key') return this.keys.exists(userId, id);
    return (await this.sessions.ownerOf(id))?.userId === userId;
  }
}
