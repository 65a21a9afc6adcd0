export { type DatedFtp, FtpService } from './ftp.service';
export { AuthGuard } from './http/auth.guard';
export { OwnRiderId, RiderId } from './http/rider-id.decorator';
export {
  UNITS,
  type Units,
  type UserSettings,
  VISIBILITIES,
  type Visibility,
  WEEK_STARTS,
  type WeekStart,
} from './settings.schema';
export { isTimeZone } from './time-zone';
export { TimeZoneChangedEvent } from './time-zone-changed.event';
export { UsersModule } from './users.module';
export { type PublicProfile, type UserRecord, UsersService } from './users.service';
