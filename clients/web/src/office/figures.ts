/** The figures of each report: of those that report.show may answer with, the one with this member. */
import type { Answer } from '../door/door';

type Any = Answer<'report.show'>['figures'];
type With<K extends string> = Extract<Any, Record<K, unknown>>;

export type FiguresOfOutcomes = With<'outcomes_left_out'>;
export type FiguresOfTargets = With<'targets'>;
export type FiguresOfComparison = With<'comparison'>;
export type FiguresOfIntake = With<'intakes'>;
export type FiguresOfLimits = With<'extensions_left_out'>;
export type FiguresOfEquity = With<'districts'>;
export type FiguresOfFidelity = With<'scale'>;
export type FiguresOfSeats = With<'openings_left_out'>;
export type FiguresOfHours = With<'checkins'>;
export type OutcomeFigures = FiguresOfOutcomes['all'];
