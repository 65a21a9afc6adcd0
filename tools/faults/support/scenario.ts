import { type Service } from '#testing';

import { Fleet, type FleetRide, type RideOf } from './fleet';
import { type IngestLogs } from './pending';
import { keep, type Report } from './report';
import { FLEET, say, scaled } from './scale';
import { type Stage } from './stage';
import { compareChunks, compareCompleted, compareStreams } from './stored';

/** However long the fault was, this long after it everything must be in MongoDB and acknowledged. */
const DRAINED_WITHIN_SECONDS = 60;
const OUTPUT_SHOWN = 3_000;
const PAUSE_MS = scaled(100, 250);

/** A fleet that streams while something goes wrong, and the comparison in the end. */
export class Scenario {
  private constructor(
    readonly name: string,
    readonly stage: Stage,
    readonly fleet: Fleet,
    private readonly deadLettersBefore: number,
  ) {}

  /** @param name shows in the table: number of the scenario, and the incident */
  static async begin(name: string, stage: Stage, riders: number = FLEET.riders, rideOf?: RideOf): Promise<Scenario> {
    const fleet = await Fleet.gather((place) => stage.rider(place), riders, rideOf);
    say(`${name}: ${riders} riders are ready`);
    return new Scenario(name, stage, fleet, (await stage.logs.state()).deadLetters);
  }

  get service(): Service {
    return this.stage.service;
  }

  get logs(): IngestLogs {
    return this.stage.logs;
  }

  say(line: string): void {
    say(`${this.name}: ${line} (${this.fleet.acknowledged} points acknowledged)`);
  }

  /** The fleet rides while `faults` goes on, and until enough points are acknowledged. */
  async ride(faults: () => Promise<unknown>, ride: Partial<FleetRide> = {}): Promise<void> {
    await this.fleet.ride({ until: faults(), atLeast: FLEET.points, pauseMs: PAUSE_MS, ...ride }).catch(this.explain);
    this.say('the ride is over');
  }

  /** Kills the API and starts it again; requests that die with it are our doing. */
  restartApi(): Promise<void> {
    return this.fleet.downtime.killed(async () => {
      await this.service.killApi();
      await this.service.startApi();
    });
  }

  /**
   * Waits until everything is stored, compares it point by point, and expects what every scenario must give.
   * @param expected.deadLetters how many entries the scenario has made unreadable
   */
  async judge(expected: { deadLetters?: number } = {}): Promise<Report> {
    const { fleet, service, logs } = this;
    const drainedAfter = await logs.untilEmpty(DRAINED_WITHIN_SECONDS).catch(this.explain);
    const deadLetters = (await logs.state()).deadLetters - this.deadLettersBefore;
    const chunks = await compareChunks(service.mongoUri, fleet.riders);
    const differences = [await compareStreams(fleet.riders), chunks, await compareCompleted(fleet.riders)];
    const worst = (of: 'lost' | 'twice' | 'foreign'): number => Math.max(...differences.map((found) => found[of]));
    const { tally } = fleet;
    const report: Report = {
      scenario: this.name,
      riders: fleet.riders.length,
      acknowledged: fleet.acknowledged,
      lost: worst('lost'),
      twice: worst('twice'),
      foreign: worst('foreign'),
      writtenAgain: chunks.again,
      unanswered: tally.unanswered.length,
      cutByKill: tally.cutByKill,
      refused: tally.refused,
      drainedAfter,
    };
    await keep(report);
    if (tally.strange.size > 0) this.explain(`answers that nobody expects: ${JSON.stringify([...tally.strange])}`);
    expect({ ...report, unanswered: tally.unanswered }).toMatchObject({
      lost: 0,
      twice: 0,
      foreign: 0,
      unanswered: [],
    });
    expect({ withoutRetryAfter: tally.refusedWithoutRetryAfter, deadLetters }).toEqual({
      withoutRetryAfter: 0,
      deadLetters: expected.deadLetters ?? 0,
    });
    return report;
  }

  /** A failure, with what the programs said last. */
  private readonly explain = (error: unknown): never => {
    const { api, worker } = this.service;
    const said = [api, worker].map((program) => program.output().slice(-OUTPUT_SHOWN)).join('\n--- worker\n');
    throw new Error(`${String(error)}\n--- API\n${said}`, { cause: error });
  };

  /** The stage stays for the next scenario. */
  end(): void {
    this.fleet.close();
  }
}
