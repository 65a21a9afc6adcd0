import { readRide, toPoints } from './ride-file';
import { DEMO_RIDER } from './ride-model';
import { ApiClient, DemoFailure } from './replay/api-client';
import { Progress } from './replay/progress';
import { Replay } from './replay/replay';
import { asDevice, introduce, registerRider } from './replay/riders';
import { Viewer } from './replay/viewer';
import { clock, grouped } from './report/format';
import { powerCurveText, recordsText, summaryText, weekText } from './report/report';
import { type CurvePoint, type Week, type Workout } from './report/shapes';

const home = (process.env['DEMO_URL'] ?? 'http://localhost:3000').replace(/\/$/, '');

/** Rides a recorded ride against the running service, watched by a second rider, and shows what became of it. */
async function main(): Promise<void> {
  const api = new ApiClient(home);
  await api.get('/health/live');
  console.log(`Bike Power Tracker at ${home}\n`);

  const rider = await registerRider(api, 'Robin Rouleur');
  const friend = await registerRider(api, 'Vera Viewer');
  await introduce(rider, DEMO_RIDER.ftp);
  const device = await asDevice(rider);
  console.log(`  rides    ${rider.name}   ${rider.email}   FTP ${DEMO_RIDER.ftp} W`);
  console.log(`  watches  ${friend.name}     ${friend.email}`);

  const streamName = rider.email.split('@')[0] ?? 'demo';
  const points = rideThatEndsNow();
  const startTime = new Date(points[0]?.timestamp ?? 0).toISOString();
  await device.post('/api/streams/create', { streamName });
  const ride = { streamName, startTime, title: 'Over the hills, with coffee', sport: 'cycling', visibility: 'public' };
  const { workout } = await device.post<{ workout: Workout }>('/api/workouts', ride);

  const lasted = ((points.at(-1)?.timestamp ?? 0) - (points[0]?.timestamp ?? 0)) / 1000;
  console.log(`\nA ride of ${clock(lasted)}, faster than life, as ${friend.name} sees it:`);
  const progress = new Progress(points.length);
  const viewer = new Viewer((seen) => progress.show(seen));
  const started = performance.now();
  try {
    await viewer.watch(friend.api, streamName);
    const sent = await new Replay(device, streamName, workout.id).send(points);
    await viewer.untilSeen(points.length);
    progress.end();
    const seconds = (performance.now() - started) / 1000;
    console.log(`\n  sent      ${sent.messages} messages one by one, then ${sent.batches} batches,`);
    console.log(`            one of them twice and two in the wrong order; paused once and resumed`);
    console.log(`  accepted  ${grouped(sent.accepted)} points, ${sent.duplicates} known already and not counted again`);
    console.log(
      `  seen      ${grouped(viewer.seen)} of ${grouped(points.length)} by the viewer, ${viewer.seenTwice} twice`,
    );
    console.log(`  took      ${seconds.toFixed(1)} s, ${Math.round(lasted / seconds)} times as fast as the ride`);
  } finally {
    progress.end();
    await viewer.close();
  }

  const completed = await device.post<{ workout: Workout }>(`/api/workouts/${workout.id}/complete`);
  console.log(`\n${summaryText(completed.workout)}`);
  console.log(`\n${recordsText(completed.workout.personalRecords)}`);
  console.log(
    `\n${powerCurveText(await device.get<CurvePoint[]>('/api/analytics/power-curve?days=90'), DEMO_RIDER.ftp)}`,
  );
  console.log(`\n${weekText(await device.get<Week[]>('/api/analytics/weekly?weeks=2'))}`);
}

function rideThatEndsNow() {
  const ride = readRide();
  const now = Math.floor(Date.now() / 1000) * 1000;
  return toPoints(ride, now - (ride.seconds.at(-1) ?? 0) * 1000);
}

main().catch((error: unknown) => {
  console.error(error instanceof DemoFailure ? error.message : error);
  process.exitCode = 1;
});
