/** A rider's months, weeks and days begin at another time from now on. */
export class TimeZoneChangedEvent {
  static readonly eventName = 'user.time-zone-changed';

  constructor(readonly userId: string) {}
}
