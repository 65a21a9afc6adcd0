import * as fc from 'fast-check';

import { type AnswerContract, type OpenApi } from '../openapi';
import { Judge } from './judge';
import { curlOf } from './report/curl';
import { NOWHERE, Tally } from './report/tally';
import { type Draft } from './requests/draft';
import { Drafts } from './requests/drafts';
import { fillIn, type WireRequest } from './requests/fill-in';
import { Rider } from './service/riders';
import { Sender, type WireAnswer } from './service/send';

export interface FuzzedService {
  url: string;
  /** What the programs have said or done since the last call that they must not: error lines, an end. */
  takeComplaints(): string[];
  isRunning(): boolean;
}

export interface FuzzingOptions {
  seed: number;
  requests: number;
  /** Operations as in the document; all of them if empty. */
  only?: readonly string[];
  /** Called after each request. */
  onRequest?: (done: number) => void;
  /** Called after a quarter of the requests, when everything is warm. */
  onWarm?: () => Promise<void>;
}

/** Something that must not be, with the smallest request found that brings it about. */
export interface Finding {
  route: string;
  faults: string[];
  curl: string;
}

/** One request that was sent, and what was wrong with what came of it. */
interface Trial {
  route: string;
  faults: string[];
  request: WireRequest;
}

const RIDERS = 2;
const MOST_FINDINGS = 25;
/** Smaller requests that are tried for each finding. */
const MOST_SHRINKS = 150;
/** Of ten valid requests to an operation, one at least should be good. */
const TOUR_PER_OPERATION = 30;

/** Sends requests made from the document of a running service, and judges what comes back. */
export class Fuzzing {
  readonly findings: Finding[] = [];
  readonly tally: Tally;
  private readonly drafts: ReadonlyMap<string, Drafts>;
  private readonly judge: Judge;
  private readonly sender: Sender;
  private readonly known = new Set<string>();
  private riders: Rider[] = [];

  constructor(
    private readonly service: FuzzedService,
    api: OpenApi,
    contract: AnswerContract,
    private readonly options: FuzzingOptions,
  ) {
    const { only = [] } = options;
    const routes = [...api.routes()].filter(([route]) => only.length === 0 || only.includes(route));
    this.drafts = new Map(routes.map(([route, operation]) => [route, new Drafts(api, route, operation, RIDERS)]));
    this.tally = new Tally(api.routes().keys());
    this.judge = new Judge(api, contract);
    this.sender = new Sender(service.url);
  }

  /** First each operation until it has been answered well, then all of them in any order. */
  async run(): Promise<void> {
    const { requests, onWarm } = this.options;
    for (let rider = 0; rider < RIDERS; rider += 1) this.riders.push(await Rider.register(this.service.url));
    try {
      await this.tour();
      await this.fuzz(Math.ceil(requests / 4));
      await onWarm?.();
      await this.fuzz(requests);
    } finally {
      this.sender.close();
    }
  }

  /** Operations asked for that were never answered 2xx. */
  neverGood(): string[] {
    return this.tally.neverGood().filter((route) => this.drafts.has(route));
  }

  private async tour(): Promise<void> {
    for (let round = 0; round < TOUR_PER_OPERATION && this.neverGood().length > 0; round += 1) {
      for (const route of new Set([...this.creators(), ...this.neverGood()])) {
        const drafts = this.drafts.get(route);
        if (drafts && this.goesOn(this.options.requests)) await this.check(drafts.valid, 1, round);
      }
    }
  }

  private async fuzz(upTo: number): Promise<void> {
    const creators = this.creators();
    const any = fc.oneof(
      ...[...this.drafts].map(([route, { all }]) => ({ arbitrary: all, weight: creators.includes(route) ? 2 : 1 })),
    );
    while (this.goesOn(upTo)) await this.check(any, upTo - this.tally.requests, this.tally.requests);
  }

  /** What makes new things, of which the others need enough. */
  private creators(): string[] {
    return [...this.drafts.keys()].filter((route) => /^POST [^{]+$/.test(route) && !route.includes('/auth/'));
  }

  private goesOn(upTo: number): boolean {
    return this.tally.requests < upTo && this.findings.length < MOST_FINDINGS && this.service.isRunning();
  }

  /** Until so many requests are sent, or one is found that must be looked at; that one is made smaller. */
  private async check(drafts: fc.Arbitrary<Draft>, numRuns: number, offset: number): Promise<void> {
    const failed: Trial[] = [];
    let shrinks = 0;
    const property = fc.asyncProperty(drafts, async (draft) => {
      const [first] = failed;
      if (first && (shrinks += 1) > MOST_SHRINKS) return true;
      const trial = await this.try(draft);
      const kind = signature(trial);
      if (trial.faults.length === 0 || this.known.has(kind) || (first && kind !== signature(first))) return true;
      failed.push(trial);
      return false;
    });
    await fc.check(property, { numRuns, seed: this.options.seed + offset });
    const smallest = failed.at(-1);
    if (!smallest) return;
    this.known.add(signature(smallest));
    const name = `${this.options.seed}-${this.findings.length + 1}`;
    const { route, faults, request } = smallest;
    this.findings.push({ route, faults, curl: curlOf(this.service.url, request, name) });
  }

  private async try(draft: Draft): Promise<Trial> {
    const request = fillIn(draft, this.riders);
    const operation = this.judge.routeOf(request);
    const route = operation ?? NOWHERE;
    try {
      const answer = await this.sender.send(request);
      this.tally.count(operation, answer, draft.kind === 'valid');
      this.options.onRequest?.(this.tally.requests);
      const faults = this.judge.faults(draft, request, answer);
      await this.learn(draft, operation, request, answer);
      return { route, faults: [...faults, ...this.service.takeComplaints()], request };
    } catch (error) {
      this.tally.count(operation, { status: 599, milliseconds: 0, text: '' }, draft.kind === 'valid');
      return { route, faults: [`no answer: ${String(error)}`, ...this.service.takeComplaints()], request };
    }
  }

  /** Keeps what the answer shows; somebody who has ended their own session or removed their own key signs in again. */
  private async learn(
    { rider, credential, kind }: Draft,
    operation: string | null,
    { body, target }: WireRequest,
    { status, text }: WireAnswer,
  ): Promise<void> {
    const goodCredential = credential === 'key' || credential === 'token';
    if (status === 401 && goodCredential && kind !== 'hostile' && !operation?.includes('/auth/')) {
      await this.riders[rider]?.signInAgain();
      return;
    }
    if (status >= 300 || operation === null) return;
    const answer = parsed(text);
    const { seen } = this.riders[rider] as Rider;
    const [method, template = ''] = operation.split(' ');
    seen.take(template, answer);
    if (method === 'DELETE') removedBy(template, target).forEach(([name, id]) => seen.outlive(template, name, id));
    seen.remember(parsed(body?.toString() ?? ''), answer);
  }
}

/** Findings of one kind are one finding, whatever ids and values they show. */
function signature({ route, faults }: Trial): string {
  const [first = ''] = faults;
  return `${route} ${first.replace(/\d{2,}|[0-9a-f-]{24,}|but is .*/g, '…').slice(0, 80)}`;
}

/** The parameters of a path with what stands for them. */
function removedBy(template: string, target: string): [name: string, value: string][] {
  const given = target.split('?')[0]?.split('/') ?? [];
  return template
    .split('/')
    .map((segment, index): [string, string] => [segment, given[index] ?? ''])
    .filter(([segment]) => segment.startsWith('{'))
    .map(([segment, value]) => [segment.slice(1, -1), value]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
