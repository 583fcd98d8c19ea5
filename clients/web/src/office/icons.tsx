/** The pictures of the office's menu, apart from those of parts/icons.tsx, which a coach's first load has. */
import { Drawn } from '../parts/icons';

const paths = {
  overview: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.2.8 3.5 2.8 3.5 5.5',
  decisions: 'M4 5h16v14H4zM8 12l3 3 5-6',
  hours: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
  staff: 'M4 6h16v13H4zM9 13a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM6 17c0-1.5 1.3-2.5 3-2.5s3 1 3 2.5M14.5 10.5H18M14.5 14H18',
  more: 'M4 7h16M4 12h16M4 17h16',
  devices: 'M6 3h12v18H6zM11 18h2',
  openings: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  import: 'M12 16V4M7.5 8.5 12 4l4.5 4.5M4 15v5h16v-5',
  export: 'M12 4v12M7.5 11.5 12 16l4.5-4.5M4 15v5h16v-5',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c0-4 3.4-6.5 7.5-6.5s7.5 2.5 7.5 6.5',
  leave: 'M10 4H4v16h6M9 12h11M16 7.5l4.5 4.5-4.5 4.5',
} as const;

export type OfficeIconName = keyof typeof paths;

export function OfficeIcon({ name }: { name: OfficeIconName }): React.JSX.Element {
  return <Drawn path={paths[name]} />;
}
