import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';

import { type FastifyReply, type FastifyRequest } from 'fastify';

import { type ApiError } from './api-error';
import { describe } from './answer-error';
import { newRequestId } from './request-id';

/** Requests that Fastify can lead to no route, such as a path that is no URL, fail in the shape of all failures. */
export function refuseUnroutable(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const { error: sentence, code, statusCode } = describe(error);
  const body: ApiError = {
    error: statusCode === 400 ? 'The path is not a valid URL' : sentence,
    code,
    statusCode,
    requestId: String(request.id),
  };
  void reply
    .status(statusCode)
    .headers({ 'x-request-id': request.id, 'content-type': 'application/json; charset=utf-8' })
    .send(body);
}

const UNREADABLE: Record<string, Omit<ApiError, 'requestId'>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { error: 'The request took too long to arrive', code: 'REQUEST_TIMEOUT', statusCode: 408 },
  HPE_HEADER_OVERFLOW: { error: 'The headers are too large', code: 'HEADERS_TOO_LARGE', statusCode: 431 },
};
const NOT_HTTP = { error: 'This is no HTTP request', code: 'BAD_REQUEST', statusCode: 400 };

/** What Node cannot even read as a request gets the same shape, and the connection ends. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const answer: ApiError = { ...(UNREADABLE[error.code ?? ''] ?? NOT_HTTP), requestId: newRequestId() };
  const body = JSON.stringify(answer);
  const head = [
    `HTTP/1.1 ${answer.statusCode} ${STATUS_CODES[answer.statusCode]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${answer.requestId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
