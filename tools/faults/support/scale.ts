/** Whether everything runs at its full numbers (`npm run test:faults`), or in the short form that is part of `npm test`. */
export const full = process.env.FAULTS === 'full';

/** The number for the short form or for the full one. */
export const scaled = (short: number, atFull: number): number => (full ? atFull : short);

/** How many ride, and how many points they get acknowledged at the least, all together. */
export const FLEET = { riders: scaled(6, 50), points: scaled(480, 20_000) };

/** To be called at the head of a file of scenarios: a full one takes minutes. */
export const takeTime = (): void => void jest.setTimeout(scaled(120_000, 1_200_000));

/** Tells a person who waits for a full run how far it is. */
export function say(line: string): void {
  if (full) process.stderr.write(`    ${line}\n`);
}
