import { Module } from '@nestjs/common';

import { WorkoutsModule } from '../workouts.module';
import { PowerCurveController } from './power-curve.controller';
import { WorkoutsController } from './workouts.controller';

@Module({ imports: [WorkoutsModule], controllers: [WorkoutsController, PowerCurveController] })
export class WorkoutsHttpModule {}
