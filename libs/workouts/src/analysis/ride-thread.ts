import { type MessagePort } from 'node:worker_threads';

import { move } from 'piscina';

import { columnsAsArrived } from '#telemetry';

import { type RideOutcome, runRideTask, type RideTask } from './ride-task';
import { type TelemetryAnswerTask, writeTelemetryAnswer } from './telemetry-answer';

/** What worker threads run by name; see RideThreads. */

export interface ThreadRideTask extends Omit<RideTask, 'everySecond'> {
  /** Where everything but the curve of every second is sent as soon as it is known. */
  soon: MessagePort;
}

/** The whole outcome, without the encoded points: those have been sent already. */
export function analyze({ parts, soon, ...wanted }: ThreadRideTask): RideOutcome {
  const task = { ...wanted, parts: [columnsAsArrived(parts)] };
  soon.postMessage(runRideTask({ ...task, everySecond: false }));
  return runRideTask({ ...task, encode: false, everySecond: true });
}

export function answer(task: TelemetryAnswerTask): unknown {
  return move(writeTelemetryAnswer(task));
}
