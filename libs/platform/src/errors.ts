/** One fault of a request, tied to the field that carries it (dotted path, e.g. `points.3.power`). */
export interface ErrorDetail {
  field: string;
  message: string;
}

/**
 * What services throw. Each kind says what happened in terms of the domain; HTTP knows how they map, in one filter.
 * `code` is stable for programs, `message` is a sentence for a person.
 */
export abstract class ApplicationError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: ErrorDetail[] = [],
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The thing is not there, or it is somebody else's: the two are never told apart. */
export class NotFoundError extends ApplicationError {
  static of(thing: string): NotFoundError {
    return new NotFoundError(`${thing.toUpperCase().replaceAll(' ', '_')}_NOT_FOUND`, `${thing} not found`);
  }
}

/** The request contradicts the present state. */
export class ConflictError extends ApplicationError {}

/** The input is malformed or not acceptable; `details` names the fields. */
export class InvalidError extends ApplicationError {
  static field(field: string, message: string): InvalidError {
    return new InvalidError('VALIDATION_FAILED', `${field} ${message}`, [{ field, message }]);
  }
}

/** Credentials are missing, wrong, expired or revoked. */
export class UnauthenticatedError extends ApplicationError {}

/** The caller is known but may not do this. */
export class ForbiddenError extends ApplicationError {}

/** The body is larger than what the route takes. */
export class TooLargeError extends ApplicationError {}

/** An idempotency key came again with another body. */
export class IdempotencyMismatchError extends ApplicationError {}

/** Not now, but worth trying again after `retryAfterSeconds`. */
export abstract class TryAgainError extends ApplicationError {
  constructor(
    code: string,
    message: string,
    readonly retryAfterSeconds = 5,
  ) {
    super(code, message);
  }
}

/** This was asked too often. */
export class TooManyRequestsError extends TryAgainError {}

/** A server behind us cannot take the work now. */
export class UnavailableError extends TryAgainError {}
