export { AnalyticsModule } from './analytics.module';
export {
  AnalyticsService,
  type CurvePoint,
  type LifetimeTotals,
  type MonthTotals,
  type WeekTotals,
} from './analytics.service';
export { type Totals, TOTALS } from './totals';
