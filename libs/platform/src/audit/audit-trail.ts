import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';

import { type Origin } from '../access/origin';
import { type CredentialName } from '../access/principal';

/** What is worth knowing afterwards of an account. */
export const AUDIT_EVENTS = [
  'account.registered',
  'sign_in.succeeded',
  'sign_in.failed',
  'session.ended',
  'session.others_ended',
  'session.token_reused',
  'password.changed',
  'password.change_refused',
  'api_key.created',
  'api_key.revoked',
  'settings.sharing_set',
  'workout.visibility_set',
  'workout.deleted',
  'stream.deleted',
  'stream.cleaned_up',
] as const;
export type AuditEvent = (typeof AUDIT_EVENTS)[number];

/** What else there is to say, never what a rider wrote or sent. */
export interface AuditDetails {
  /** Id or name of the thing that it happened to. */
  subject?: string;
  /** A few words, such as what a visibility was set to. */
  detail?: string;
}

/** Emitted for whoever keeps the log. */
export class AuditedEvent {
  static readonly eventName = 'audit.recorded';
  readonly at = new Date();

  constructor(
    readonly event: AuditEvent,
    /** Whose account it is about. */
    readonly userId: string,
    /** What they proved themselves with; null for a password. */
    readonly credential: CredentialName | null,
    readonly origin: Origin,
    readonly details: AuditDetails,
  ) {}
}

/** Where every library says what belongs into a rider's audit log. Costs the request nothing, and never fails it. */
@Injectable()
export class AuditTrail {
  constructor(private readonly events: EventEmitter2) {}

  /** @param who the rider, and what they proved themselves with; without it, by a password */
  record(
    event: AuditEvent,
    { userId, credential = null }: { userId: string; credential?: CredentialName | null },
    origin: Origin,
    details: AuditDetails = {},
  ): void {
    this.events.emit(AuditedEvent.eventName, new AuditedEvent(event, userId, credential, origin, details));
  }
}
