import { Module } from '@nestjs/common';

import { WorkoutsModule } from '../workouts.module';
import { WorkoutsController } from './workouts.controller';

@Module({ imports: [WorkoutsModule], controllers: [WorkoutsController] })
export class WorkoutsHttpModule {}
