import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply } from 'fastify';

import { answerError } from './answer-error';
import { type ApiRequest } from './api-request';

/** Turns whatever was thrown into the one error shape. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerError(error, http.getRequest<ApiRequest>(), http.getResponse<FastifyReply>());
  }
}
