import { Injectable } from '@nestjs/common';

import { Instruments } from '#platform';

/** What comes in through the publisher, in numbers. No labels: this is the hottest path that there is. */
@Injectable()
export class IntakeInstruments {
  private readonly accepted;
  private readonly duplicates;
  private readonly entries;

  constructor(instruments: Instruments) {
    this.accepted = instruments.tally('bpt_intake_points_accepted_total', 'Points acknowledged for the first time');
    this.duplicates = instruments.tally('bpt_intake_points_duplicate_total', 'Points that had been taken before');
    this.entries = instruments.tally('bpt_intake_log_entries_total', 'Records put into the ingest logs');
  }

  /** One atomic step, which makes a record of the points that are new. */
  taken(accepted: number, duplicates: number): void {
    this.accepted(accepted);
    this.duplicates(duplicates);
    if (accepted > 0) this.entries(1);
  }
}
