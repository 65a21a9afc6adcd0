import { Module } from '@nestjs/common';

import { RecordsModule } from '../records.module';
import { RecordsController } from './records.controller';

@Module({ imports: [RecordsModule], controllers: [RecordsController] })
export class RecordsHttpModule {}
