import { setTimeout as pause } from 'node:timers/promises';

import { scaled } from './scale';

/** A whole number from `least` to `most`, both included. */
export const between = (least: number, most: number): number => least + Math.floor(Math.random() * (most - least + 1));

/** Waits for some time between the two, ms, so that faults strike at moments that nobody chose; less in the short form. */
export const aWhile = (least: number, most: number): Promise<void> => pause(between(least, most) * scaled(0.4, 1));
