import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';

import { WorkoutsModule } from '#workouts';

import { PersonalRecord, PersonalRecordSchema } from './personal-record.schema';
import { RecordBook, RecordBookSchema } from './record-book.schema';
import { RecordsService } from './records.service';

/** For every program that finishes or removes workouts: without it, records would not follow. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: PersonalRecord.name, schema: PersonalRecordSchema },
      { name: RecordBook.name, schema: RecordBookSchema },
    ]),
    WorkoutsModule,
  ],
  providers: [RecordsService],
  exports: [RecordsService],
})
export class RecordsModule {}
