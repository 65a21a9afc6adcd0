import { ApiProperty } from '@nestjs/swagger';

import { type Principal } from '#platform';

import { type SessionRecord } from '../sessions.service';

export class SessionResponse {
  @ApiProperty({ example: '665f1d009b3a4d0012ab34cf' }) id!: string;
  @ApiProperty({ example: '2026-05-01T10:00:00.000Z' }) createdAt!: string;
  @ApiProperty({ description: 'The last sign-in or refresh', example: '2026-05-02T06:30:00.000Z' }) lastUsedAt!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Where that came from', example: '203.0.113.7' })
  address!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What the client calls itself',
    example: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  })
  userAgent!: string | null;
  @ApiProperty({ description: 'Whether it is the one that asks', example: true }) current!: boolean;
}

export const toSessionResponse = (session: SessionRecord, { credential }: Principal): SessionResponse => ({
  id: session._id.toString(),
  createdAt: session.createdAt.toISOString(),
  lastUsedAt: session.lastUsedAt.toISOString(),
  address: session.address,
  userAgent: session.userAgent,
  current: credential === `session:${session._id.toString()}`,
});
