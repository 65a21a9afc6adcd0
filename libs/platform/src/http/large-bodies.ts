import { Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';

import { type ApiRequest } from './api-request';

/** Finds out whether somebody may send anything at all; rejects with what a route would refuse them with. */
export type Admission = (request: ApiRequest, reply: FastifyReply) => Promise<void>;

/** Routes ask who sends a body after it was read. A large one, or one that may become large, is not read from just anybody. */
@Injectable()
export class LargeBodies {
  private admission: Admission = () => Promise.resolve();

  admitBy(admission: Admission): void {
    this.admission = admission;
  }

  admit(request: ApiRequest, reply: FastifyReply): Promise<void> {
    return this.admission(request, reply);
  }
}
