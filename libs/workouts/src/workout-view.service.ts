import { Injectable } from '@nestjs/common';

import { UsersService } from '#users';

/** How much of a workout somebody gets to see: their own, or somebody's public one with or without position. */
export type WorkoutView = 'own' | 'with-position' | 'without-position';

/** Finds out how much of a visible workout is shown to whom. */
@Injectable()
export class WorkoutViews {
  constructor(private readonly users: UsersService) {}

  async of(owner: string, viewerId: string): Promise<WorkoutView> {
    if (owner === viewerId) return 'own';
    return (await this.users.sharingPosition([owner])).has(owner) ? 'with-position' : 'without-position';
  }
}
