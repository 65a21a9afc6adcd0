import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';

export const UNITS = ['metric', 'imperial'] as const;
export type Units = (typeof UNITS)[number];
export const WEEK_STARTS = ['monday', 'sunday'] as const;
export type WeekStart = (typeof WEEK_STARTS)[number];
export const VISIBILITIES = ['private', 'public'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** What a rider prefers, and the body that the numbers belong to. `null` means "not known", never 0. */
@Schema({ _id: false })
export class UserSettings {
  /** For display alone: everything is stored and sent in SI units. */
  @Prop({ type: String, enum: UNITS, default: 'metric' }) units!: Units;
  /** Functional threshold power now, W; the dated ones are in the history. */
  @Prop({ type: Number, default: null }) ftp!: number | null;
  /** Beats a minute. */
  @Prop({ type: Number, default: null }) maxHr!: number | null;
  /** Kilograms. */
  @Prop({ type: Number, default: null }) weight!: number | null;
  /** IANA name; days, weeks and months of the analytics begin there. */
  @Prop({ type: String, default: 'UTC' }) timezone!: string;
  @Prop({ type: String, enum: WEEK_STARTS, default: 'monday' }) weekStart!: WeekStart;
  /** What a new workout gets when it names no visibility. */
  @Prop({ type: String, enum: VISIBILITIES, default: 'private' }) defaultVisibility!: Visibility;
  /** Whether others may see where the rider's public rides are. */
  @Prop({ type: Boolean, default: false }) sharePosition!: boolean;
}

export const UserSettingsSchema = SchemaFactory.createForClass(UserSettings);
