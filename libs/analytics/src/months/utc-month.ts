/** A month of the calendar in UTC: months since the year 0. */
export type UtcMonth = number;

/** `from` inclusive, `before` exclusive. */
export interface Span {
  from: Date;
  before: Date;
}

export const utcMonthAt = (instant: Date): UtcMonth => instant.getUTCFullYear() * 12 + instant.getUTCMonth();

/** The month's first moment; for years from 100 on. */
export const startOfUtcMonth = (month: UtcMonth): Date => new Date(Date.UTC(Math.floor(month / 12), month % 12, 1));

/** YYYY-MM */
export function nameOfUtcMonth(month: UtcMonth): string {
  const year = Math.floor(month / 12);
  return `${String(year).padStart(4, '0')}-${String(month - 12 * year + 1).padStart(2, '0')}`;
}

/** All months that have a part in the span, in order. */
export function utcMonthsOf({ from, before }: Span): UtcMonth[] {
  const first = utcMonthAt(from);
  const last = utcMonthAt(new Date(before.getTime() - 1));
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
