import { Module } from '@nestjs/common';

import { LiveService } from '../live/live.service';
import { ViewerPlaces } from '../live/viewer-places';
import { Viewers } from '../live/viewers';
import { StreamsModule } from '../streams.module';
import { DirectIntake } from './direct-intake';
import { ListenController } from './listen.controller';
import { StreamsController } from './streams.controller';

/** The routes of streams; the listen routes stand first, because `listenAll` would match `:name`. */
@Module({
  imports: [StreamsModule],
  controllers: [ListenController, StreamsController],
  providers: [LiveService, ViewerPlaces, Viewers, DirectIntake],
})
export class StreamsHttpModule {}
