import { Injectable, type OnModuleInit } from '@nestjs/common';

import { PositionSharing } from '#streams';

import { UsersService } from '../users.service';

/** Tells live streams whose position others may see. */
@Injectable()
export class PositionSettings implements OnModuleInit {
  constructor(
    private readonly sharing: PositionSharing,
    private readonly users: UsersService,
  ) {}

  onModuleInit(): void {
    this.sharing.register((riderIds) => this.users.sharingPosition(riderIds));
  }
}
