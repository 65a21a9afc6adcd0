import { setTimeout as pause } from 'node:timers/promises';

/** A whole number from `least` to `most`, both included. */
export const between = (least: number, most: number): number => least + Math.floor(Math.random() * (most - least + 1));

/** Waits for some time between the two, ms, so that faults strike at moments that nobody chose. */
export const aWhile = (least: number, most: number): Promise<void> => pause(between(least, most));
