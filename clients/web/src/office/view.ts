/**
 * Which of the office's screens is shown. The coach's components move between screens by the same
 * views, so that a person's page works in both; what the office has besides is named here.
 */
import type { Answer, Input } from '../door/door';
import { useViews as useCoachViews, type View as CoachView, type Views } from '../coach/view';

export interface Period {
  from: string;
  until: string;
}

type Report = Answer<'report.show'>['report'];

/** Whose figure: everything that report.explain has to be told. */
export interface Figure {
  programme: string;
  report: Report;
  figure: string;
  group: string;
  by: NonNullable<Input<'report.show'>['by']> | null;
  period: Period | null;
}

/** The first screen, which the history calls `today`, is the overview. */
export type OfficeView =
  | CoachView
  | { at: 'programme'; programme: string; by: string | null; period: Period | null }
  | { at: 'figure'; of: Figure }
  | { at: 'decisions' }
  | { at: 'caseload'; from?: string }
  | { at: 'hours'; programme?: string; unit?: string }
  | { at: 'staff' }
  | { at: 'member'; staff: string }
  | { at: 'units' }
  | { at: 'devices' }
  | { at: 'openings' }
  | { at: 'import' }
  | { at: 'export'; report?: Report }
  | { at: 'account' };

export interface OfficeViews extends Omit<Views, 'view' | 'go' | 'replace'> {
  view: OfficeView;
  go(view: OfficeView): void;
  replace(view: OfficeView): void;
}

// The history keeps whatever it is given; the wider type is known on this side alone.
export const useOfficeViews = (): OfficeViews => useCoachViews() as unknown as OfficeViews;
