import { Global, Module } from '@nestjs/common';

import { HttpInstruments } from './http-instruments';
import { Instruments } from './instruments';
import { MetricsServer } from './metrics-server';
import { ServerInstruments } from './server-instruments';

/** The program's numbers for operators, and `/metrics`, where they are read. */
@Global()
@Module({ providers: [Instruments, HttpInstruments, ServerInstruments, MetricsServer], exports: [Instruments] })
export class ObservabilityModule {}
