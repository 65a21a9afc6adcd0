export { achievedAt, bestEffortStages, type BestOfSport, type BestOfWorkouts } from './best-effort-stages';
export { type History } from './history';
export { type PersonalRecord, type RecordHolder } from './personal-record.schema';
export { RecordsModule } from './records.module';
export { RecordsService } from './records.service';
