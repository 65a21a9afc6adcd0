import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';

import {
  ApiErrors,
  type ApiRequest,
  Audited,
  CurrentPrincipal,
  Idempotent,
  ObjectIdPipe,
  type Principal,
  RateLimit,
  RequireScope,
  subjectOf,
} from '#platform';
import { StreamNamePipe } from '#streams';

import { LiveSummaries } from '../live-summaries.service';
import { WorkoutAnswers } from '../workout-answers.service';
import { WorkoutCompletion } from '../workout-completion.service';
import { WorkoutLifecycle } from '../workout-lifecycle.service';
import { WorkoutTelemetry } from '../workout-telemetry.service';
import { WorkoutViews } from '../workout-view.service';
import { type WorkoutRecord, WorkoutsService } from '../workouts.service';
import { toTime } from './is-time';
import { expensiveWith } from './expensive';
import { CompleteWorkoutRequest, CreateWorkoutRequest, UpdateWorkoutRequest } from './workout.dto';
import { GetWorkoutQuery, ListWorkoutsQuery, TelemetryQuery } from './workout-query.dto';
import {
  toWorkoutResponse,
  WorkoutChangedResponse,
  WorkoutCompletedResponse,
  WorkoutDeletedResponse,
  WorkoutListResponse,
  WorkoutResponse,
  WorkoutTelemetryResponse,
} from './workout-response.dto';

/** Workouts: begun, completed, found again. */
@ApiTags('workouts')
@Controller('workouts')
export class WorkoutsController {
  constructor(
    private readonly workouts: WorkoutsService,
    private readonly lifecycle: WorkoutLifecycle,
    private readonly completion: WorkoutCompletion,
    private readonly telemetry: WorkoutTelemetry,
    private readonly answers: WorkoutAnswers,
    private readonly views: WorkoutViews,
    private readonly live: LiveSummaries,
  ) {}

  @Post()
  @RequireScope('write')
  @Idempotent()
  @ApiOperation({ summary: 'Begin a workout' })
  @ApiCreatedResponse({ type: WorkoutChangedResponse })
  @ApiErrors(400, 401, 403, 409)
  async create(
    @CurrentPrincipal() { userId }: Principal,
    @Body() { streamName, startTime, ...draft }: CreateWorkoutRequest,
  ): Promise<WorkoutChangedResponse> {
    const workout = await this.lifecycle.create(userId, {
      ...draft,
      ...(streamName != null && { streamName }),
      ...(startTime != null && { startTime: toTime(startTime) }),
    });
    return { success: true, workout: toWorkoutResponse(workout, userId) };
  }

  @Get()
  @RequireScope('read')
  @RateLimit(expensiveWith('q'))
  @ApiOperation({ summary: 'Your workouts, newest start first' })
  @ApiOkResponse({ type: WorkoutListResponse })
  @ApiErrors(400, 401, 403)
  async list(
    @CurrentPrincipal() { userId }: Principal,
    @Query() query: ListWorkoutsQuery,
  ): Promise<WorkoutListResponse> {
    const { page, limit } = query;
    const { workouts, total } = await this.workouts.list(userId, query.toFilter(), page, limit);
    return {
      workouts: workouts.map((workout) => toWorkoutResponse(workout, userId)),
      pagination: { page, limit, total, totalPages: Math.ceil(total / limit) },
    };
  }

  @Get('by-stream/:name')
  @RequireScope('read')
  @ApiOperation({ summary: 'The unfinished workout of a stream' })
  @ApiOkResponse({ type: WorkoutResponse })
  @ApiErrors(400, 401, 403, 404)
  async byStream(
    @CurrentPrincipal() { userId }: Principal,
    @Param('name', StreamNamePipe) name: string,
  ): Promise<WorkoutResponse> {
    return this.shown(await this.workouts.visibleByStream(userId, name), userId);
  }

  @Get(':id')
  @RequireScope('read')
  @RateLimit(expensiveWith('includeTelemetry'))
  @ApiOperation({ summary: 'One workout, with its points if asked' })
  @ApiOkResponse({ type: WorkoutResponse })
  @ApiErrors(400, 401, 403, 404)
  @Header('content-type', 'application/json; charset=utf-8')
  async get(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ObjectIdPipe) id: string,
    @Query() { includeTelemetry }: GetWorkoutQuery,
    @Res({ passthrough: true }) { raw }: FastifyReply,
  ): Promise<WorkoutResponse | Buffer> {
    if (!includeTelemetry) return this.shown(await this.workouts.getVisible(userId, id), userId);
    const show = (workout: WorkoutRecord) => toWorkoutResponse(workout, userId);
    return this.answers.withTelemetry(userId, id, show, (sent) => raw.once('close', sent));
  }

  @Get(':id/telemetry')
  @RequireScope('read')
  @RateLimit('expensive')
  @ApiOperation({ summary: 'The points of a workout as series, thinned out if asked' })
  @ApiOkResponse({ type: WorkoutTelemetryResponse })
  @ApiErrors(400, 401, 403, 404)
  @Header('content-type', 'application/json; charset=utf-8')
  async series(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ObjectIdPipe) id: string,
    @Query() { fields, resolution }: TelemetryQuery,
  ): Promise<Buffer> {
    const workout = await this.workouts.getVisible(userId, id, 'telemetry');
    const view = await this.views.of(workout.userId.toString(), userId);
    return this.telemetry.series(workout, view, { fields, resolutionSeconds: resolution });
  }

  @Patch(':id')
  @RequireScope('write')
  @Audited('workout.visibility_set', visibilitySet)
  @ApiOperation({ summary: 'Change what you say of a workout' })
  @ApiOkResponse({ type: WorkoutChangedResponse })
  @ApiErrors(400, 401, 403, 404)
  async update(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ObjectIdPipe) id: string,
    @Body() changes: UpdateWorkoutRequest,
  ): Promise<WorkoutChangedResponse> {
    return {
      success: true,
      workout: toWorkoutResponse(await this.lifecycle.update(userId, id, { ...changes }), userId),
    };
  }

  @Post(':id/pause')
  @HttpCode(200)
  @RequireScope('write')
  @ApiOperation({ summary: 'Pause an active workout' })
  @ApiOkResponse({ type: WorkoutChangedResponse })
  @ApiErrors(400, 401, 403, 404, 409)
  async pause(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ObjectIdPipe) id: string,
  ): Promise<WorkoutChangedResponse> {
    return { success: true, workout: toWorkoutResponse(await this.lifecycle.pause(userId, id), userId) };
  }

  @Post(':id/resume')
  @HttpCode(200)
  @RequireScope('write')
  @ApiOperation({ summary: 'Go on with a paused workout' })
  @ApiOkResponse({ type: WorkoutChangedResponse })
  @ApiErrors(400, 401, 403, 404, 409)
  async resume(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ObjectIdPipe) id: string,
  ): Promise<WorkoutChangedResponse> {
    return { success: true, workout: toWorkoutResponse(await this.lifecycle.resume(userId, id), userId) };
  }

  @Post(':id/archive')
  @HttpCode(200)
  @RequireScope('write')
  @ApiOperation({ summary: 'Put a completed workout away; it still counts' })
  @ApiOkResponse({ type: WorkoutChangedResponse })
  @ApiErrors(400, 401, 403, 404, 409)
  async archive(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ObjectIdPipe) id: string,
  ): Promise<WorkoutChangedResponse> {
    return { success: true, workout: toWorkoutResponse(await this.lifecycle.archive(userId, id), userId) };
  }

  @Post(':id/complete')
  @HttpCode(200)
  @RequireScope('write')
  @RateLimit('expensive')
  @ApiOperation({ summary: 'End the ride: its stream ends, summary and records are computed, the points are stored' })
  @ApiOkResponse({ type: WorkoutCompletedResponse })
  @ApiErrors(400, 401, 403, 404)
  async complete(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ObjectIdPipe) id: string,
    @Body() { archiveTelemetry }: CompleteWorkoutRequest = {},
  ): Promise<WorkoutCompletedResponse> {
    const { workout, archivedPoints } = await this.completion.complete(userId, id, {
      archiveTelemetry: archiveTelemetry ?? true,
    });
    return { success: true, workout: toWorkoutResponse(workout, userId), archivedMessages: archivedPoints };
  }

  @Delete(':id')
  @RequireScope('write')
  @Audited('workout.deleted', subjectOf)
  @ApiOperation({ summary: 'Delete a workout; records that it held fall back to the next best' })
  @ApiOkResponse({ type: WorkoutDeletedResponse })
  @ApiErrors(400, 401, 403, 404)
  async remove(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ObjectIdPipe) id: string,
  ): Promise<WorkoutDeletedResponse> {
    await this.lifecycle.remove(userId, id);
    return { success: true, message: 'Workout deleted' };
  }

  /** With what the ride comes to so far, while it goes on. */
  private async shown(workout: WorkoutRecord, viewerId: string): Promise<WorkoutResponse> {
    return toWorkoutResponse(workout, viewerId, await this.live.of(workout));
  }
}

/** Null for a change that says nothing of the visibility. */
function visibilitySet(request: ApiRequest): { detail: string } | null {
  const { visibility } = (request.body ?? {}) as UpdateWorkoutRequest;
  return visibility == null ? null : { ...subjectOf(request), detail: visibility };
}
