import { type OwnServer, Service } from '#testing';

import { withDatabase } from '../../servers';
import { Fleet, type FleetRide } from './fleet';
import { IngestLogs } from './pending';
import { keep, type Report } from './report';
import { FLEET, say } from './scale';
import { compareChunks, compareCompleted, compareStreams } from './stored';
import { TcpProxy } from './tcp-proxy';

/** However long the fault was, this long after it everything must be in MongoDB and acknowledged. */
const DRAINED_WITHIN_SECONDS = 60;
const PAUSE_MS = 100;

type Settings = Readonly<Record<string, string>>;

export interface ScenarioOptions {
  /** For both programs. */
  settings?: Settings;
  /** Servers of this scenario's own, which it may halt, kill, cut off. */
  redis?: OwnServer;
  mongo?: OwnServer;
  /** Puts a proxy between each program and that Redis. */
  proxies?: boolean;
  riders?: number;
}

/** Both programs on servers of a scenario, a fleet that streams to them, and the comparison in the end. */
export class Scenario {
  private constructor(
    readonly name: string,
    readonly service: Service,
    readonly fleet: Fleet,
    readonly logs: IngestLogs,
    /** Between the API and Redis, and between the worker and Redis. */
    readonly proxies: { api: TcpProxy; worker: TcpProxy } | undefined,
    private readonly options: ScenarioOptions,
  ) {}

  /** @param name shows in the table: the incident */
  static async begin(name: string, options: ScenarioOptions = {}): Promise<Scenario> {
    const { redis, mongo, settings } = options;
    const both = {
      ...(redis && { REDIS_URL: redis.uri }),
      ...(mongo && { MONGODB_URI: withDatabase(mongo.uri, 'faults') }),
      ...settings,
    };
    const proxies =
      options.proxies && redis
        ? { api: await TcpProxy.to(redis.uri), worker: await TcpProxy.to(redis.uri) }
        : undefined;
    const own = proxies &&
      redis && {
        api: { REDIS_URL: proxies.api.inFrontOf(redis.uri) },
        worker: { REDIS_URL: proxies.worker.inFrontOf(redis.uri) },
      };
    const service = await Service.start('faults', both, own);
    try {
      const fleet = await Fleet.gather(service.url, options.riders ?? FLEET.riders);
      say(`${name}: ${fleet.riders.length} riders are ready`);
      return new Scenario(name, service, fleet, new IngestLogs(service.redisUrl, service.keyPrefix), proxies, options);
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  say(line: string): void {
    say(`${this.name}: ${line} (${this.fleet.acknowledged} points acknowledged)`);
  }

  /** The fleet rides while `faults` goes on, and until enough points are acknowledged. */
  async ride(faults: () => Promise<unknown>, ride: Partial<FleetRide> = {}): Promise<void> {
    await this.fleet.ride({ until: faults(), atLeast: FLEET.points, pauseMs: PAUSE_MS, ...ride });
    this.say('the ride is over');
  }

  /** Kills the API and starts it again; requests that die with it are our doing. */
  restartApi(): Promise<void> {
    return this.fleet.downtime.during(async () => {
      await this.service.killApi();
      await this.service.startApi();
    });
  }

  /** Waits until everything is stored, compares it point by point, and expects what every scenario must give. */
  async judge(): Promise<Report> {
    const { fleet, service, logs } = this;
    const drainedAfter = await logs.untilEmpty(DRAINED_WITHIN_SECONDS);
    const { deadLetters } = await logs.state();
    const differences = [
      await compareStreams(fleet.riders),
      await compareChunks(service.mongoUri, fleet.riders),
      await compareCompleted(fleet.riders),
    ];
    const worst = (of: 'lost' | 'twice' | 'foreign'): number => Math.max(...differences.map((found) => found[of]));
    const { tally } = fleet;
    const report: Report = {
      scenario: this.name,
      riders: fleet.riders.length,
      acknowledged: fleet.acknowledged,
      lost: worst('lost'),
      twice: worst('twice'),
      foreign: worst('foreign'),
      unanswered: tally.unanswered.length,
      cutByKill: tally.cutByKill,
      refused: tally.refused,
      drainedAfter,
    };
    await keep(report);
    expect(report).toMatchObject({ lost: 0, twice: 0, foreign: 0, unanswered: 0 });
    expect({ strange: [...tally.strange], withoutRetryAfter: tally.refusedWithoutRetryAfter, deadLetters }).toEqual({
      strange: [],
      withoutRetryAfter: 0,
      deadLetters: 0,
    });
    return report;
  }

  /** Ends the programs first, then the servers under them. */
  async end(): Promise<void> {
    this.fleet.close();
    this.logs.close();
    await this.service.stop();
    await Promise.all([this.proxies?.api.close(), this.proxies?.worker.close()]);
    await Promise.all([this.options.redis?.stop(), this.options.mongo?.stop()]);
  }
}
