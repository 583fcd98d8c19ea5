/** The app's few pictures: drawn in the colour of the text beside them, and never alone. */

const paths = {
  today: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.2.8 3.5 2.8 3.5 5.5',
  add: 'M12 5v14M5 12h14',
  employers: 'M4 21V8l8-4 8 4v13zM9 21v-6h6v6M8.5 11h.01M15.5 11h.01',
  roles: 'M4 8h16v12H4zM9 8V5h6v3M4 13h16',
  sync: 'M3 17c2-2.5 4-2.5 6 0s4 2.5 6 0 4-2.5 6 0M12 4v8M8.5 8.5 12 12l3.5-3.5',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  back: 'M15 5l-7 7 7 7',
  forth: 'M9 5l7 7-7 7',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20 20',
  shield: 'M12 3l7.5 3v5.5c0 4.6-3.1 8-7.5 9.5-4.4-1.5-7.5-4.9-7.5-9.5V6z',
  pen: 'M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z',
  page: 'M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 16h6',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }): React.JSX.Element {
  return <Drawn path={paths[name]} />;
}

/** A picture of 24 by 24, as a path. */
export function Drawn({ path }: { path: string }): React.JSX.Element {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
