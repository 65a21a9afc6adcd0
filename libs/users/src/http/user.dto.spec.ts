import { Types } from 'mongoose';

import { type UserRecord } from '../users.service';
import { toPublicUserResponse, toUserResponse } from './user.dto';

describe('what is shown of a rider', () => {
  const record = {
    _id: new Types.ObjectId('665f1c2e9b3a4d0012ab34cd'),
    email: 'rider@example.com',
    displayName: 'Alex',
    avatarUrl: null,
    settings: {
      units: 'metric',
      ftp: 250,
      maxHr: null,
      weight: null,
      timezone: 'UTC',
      weekStart: 'monday',
      defaultVisibility: 'private',
      sharePosition: false,
    },
    sharesPublicly: true,
    lastLoginAt: new Date(),
    createdAt: new Date('2026-05-01T10:00:00Z'),
    updatedAt: new Date(),
    passwordHash: 'must not be seen',
    oauth: { provider: 'p', providerId: '1', accessToken: 'must not be seen' },
  } satisfies UserRecord & { passwordHash: string };

  it('is a fixed set of fields, whatever the record holds', () => {
    expect(Object.keys(toUserResponse(record)).sort()).toEqual(
      ['avatarUrl', 'createdAt', 'displayName', 'email', 'id', 'settings'].sort(),
    );
    expect(JSON.stringify(toUserResponse(record))).not.toContain('must not be seen');
    expect(toUserResponse(record).createdAt).toBe('2026-05-01T10:00:00.000Z');
  });

  it('is a name and a picture for others', () => {
    expect(toPublicUserResponse(record)).toEqual({
      id: '665f1c2e9b3a4d0012ab34cd',
      displayName: 'Alex',
      avatarUrl: null,
    });
  });
});
