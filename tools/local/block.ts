import { relative } from 'node:path';
import { type Service } from './bring-up';
import { type Settings } from './settings';

/** What a person wants to know when everything is up. */
export function startedBlock({ mongoUri, redisUrl, rider }: Service, { port, data }: Settings): string {
  const home = `http://localhost:${port}`;
  const rows = [
    ['API', `${home}/api`],
    ['Swagger UI', `${home}/docs`],
    ['Health', `${home}/health`],
    ['Demo rider', `${rider.email}, password ${rider.password}`],
    ['API key', rider.apiKey],
    ['MongoDB', withoutPassword(mongoUri)],
    ['Redis', withoutPassword(redisUrl)],
    ['Data, logs', `${relative('.', data)}/ (remove it to begin anew)`],
  ];
  const table = rows.map(([name = '', value]) => `  ${name.padEnd(12)}${value}`).join('\n');
  return `\nBike Power Tracker is running.\n\n${table}\n\nNext, in another terminal: npm run demo\nCtrl-C stops everything.\n`;
}

function withoutPassword(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//');
}
