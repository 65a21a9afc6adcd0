import { Module } from '@nestjs/common';

import { KeyNames } from '../stream-keys';
import { DeadLetters } from './dead-letters';

/** The dead letters alone, for whoever looks after them: it needs Redis, and no MongoDB. */
@Module({ providers: [KeyNames, DeadLetters], exports: [DeadLetters] })
export class DeadLettersModule {}
