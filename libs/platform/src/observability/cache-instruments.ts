import { Injectable } from '@nestjs/common';
import { type Counter } from 'prom-client';

import { Instruments } from './instruments';

/** How often what is asked for was there already; caches are named for what they keep. */
@Injectable()
export class CacheInstruments {
  private readonly asked: Counter<'cache' | 'outcome'>;

  constructor(instruments: Instruments) {
    this.asked = instruments.counter('bpt_cache_requests_total', 'What caches were asked for', ['cache', 'outcome']);
  }

  hit(cache: string): void {
    this.asked.inc({ cache, outcome: 'hit' });
  }

  missed(cache: string): void {
    this.asked.inc({ cache, outcome: 'miss' });
  }
}
