import { ApplicationError, type ErrorDetail } from '../errors';

/** A request that HTTP itself turns away, before any route has looked at it. */
export class RefusedRequestError extends ApplicationError {
  constructor(
    readonly statusCode: number,
    code: string,
    message: string,
    details: ErrorDetail[] = [],
  ) {
    super(code, message, details);
  }
}
