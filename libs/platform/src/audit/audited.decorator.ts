import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Observable, tap } from 'rxjs';

import { originOf } from '../access/origin';
import { type ApiRequest } from '../http/api-request';
import { type AuditDetails, type AuditEvent, AuditTrail } from './audit-trail';

const AUDITED = 'platform:audited';

interface AuditedRoute {
  event: AuditEvent;
  /** What to say of a request that succeeded; null: nothing. */
  describe: (request: ApiRequest, answer: unknown) => AuditDetails | null;
}

@Injectable()
class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly trail: AuditTrail,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { event, describe } = this.reflector.get<AuditedRoute>(AUDITED, context.getHandler());
    const request = context.switchToHttp().getRequest<ApiRequest>();
    return next.handle().pipe(
      tap((answer) => {
        const details = request.principal && describe(request, answer);
        if (request.principal && details) this.trail.record(event, request.principal, originOf(request), details);
      }),
    );
  }
}

/** What the route did goes into the rider's audit log, when it succeeded. */
export const Audited = (event: AuditEvent, describe: AuditedRoute['describe']): MethodDecorator =>
  applyDecorators(SetMetadata(AUDITED, { event, describe } satisfies AuditedRoute), UseInterceptors(AuditInterceptor));

/** The thing that the path names. */
export const subjectOf = ({ params }: Pick<ApiRequest, 'params'>): AuditDetails => {
  const { id, name } = params as { id?: string; name?: string };
  return { subject: id ?? name };
};
