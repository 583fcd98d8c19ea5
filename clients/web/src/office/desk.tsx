/** The frame around the office's screens, with the places that this person's roles open. */
import { useEffect } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Person } from '../coach/person';
import { People } from '../coach/people';
import { useHistoryViews, ViewsProvider } from '../coach/view';
import type { Me } from '../door/officeDoor';
import { Page } from '../parts/parts';
import { Inbox } from '../sync/inbox';
import { AccountPage } from './account';
import { OfficeIcon, type OfficeIconName } from './icons';
import { FigurePage } from './figurePage';
import { OfficeNote } from './note';
import { OverviewPage } from './overview';
import { ProgrammePage } from './programme';
import { useOffice } from './said';
import { useOfficeViews, type OfficeView } from './view';

export function Desk(props: { me: Me; onSignOut(): void }): React.JSX.Element {
  const views = useHistoryViews('office');
  return (
    <ViewsProvider value={views}>
      <Frame {...props} />
    </ViewsProvider>
  );
}

interface Place {
  at: 'today' | 'people' | 'account';
  icon: OfficeIconName;
}

const places: readonly Place[] = [
  { at: 'today', icon: 'overview' },
  { at: 'people', icon: 'people' },
  { at: 'account', icon: 'account' },
];

/** Of which place in the menu a screen is part. */
function placeOf(view: OfficeView): string {
  switch (view.at) {
    case 'person':
    case 'note':
      return 'people';
    case 'programme':
    case 'figure':
      return 'today';
    case 'sync':
      return 'decisions';
    case 'settings':
      return 'account';
    default:
      return view.at;
  }
}

function Frame({ me, onSignOut }: { me: Me; onSignOut(): void }): React.JSX.Element {
  const { o, w } = useOffice();
  const { view, go } = useOfficeViews();
  const here = placeOf(view);
  // The title is kept in the browser's history, so it names the place and nobody in it.
  useEffect(() => {
    document.title = `${o.nav[here as Place['at']] ?? w.app} – ${w.app}`;
  }, [here, o, w]);
  return (
    <div className="frame office">
      <a className="skip button" href="#main" onClick={(event) => {
        event.preventDefault();
        document.querySelector<HTMLElement>('h1')?.focus();
      }}>
        {w.skip}
      </a>
      <nav className="bar" aria-label={w.nav.label}>
        <div className="brand">
          <img src="/icon.svg" alt="" />
          {w.app}
        </div>
        {places.map(({ at, icon }) => (
          <AriaButton key={at} className="bar-item" aria-current={here === at ? 'page' : undefined} onPress={() => go({ at })}>
            <OfficeIcon name={icon} />
            <span className="bar-words">
              {o.nav[at]}
              {at === 'account' && <span className="bar-state">{me.name}</span>}
            </span>
          </AriaButton>
        ))}
        <div className="rest" />
        <AriaButton className="bar-item" onPress={onSignOut}>
          <OfficeIcon name="leave" />
          <span className="bar-words">{o.signOut}</span>
        </AriaButton>
      </nav>
      <main className="main" id="main">
        <Screen view={view} me={me} />
      </main>
    </div>
  );
}

function Screen({ view, me }: { view: OfficeView; me: Me }): React.JSX.Element {
  const { o } = useOffice();
  const { back } = useOfficeViews();
  switch (view.at) {
    case 'today':
      return <OverviewPage />;
    case 'programme':
      return <ProgrammePage key={view.programme} {...view} />;
    case 'figure':
      return <FigurePage key={JSON.stringify(view.of)} of={view.of} />;
    case 'people':
      return <People />;
    case 'person':
      return <Person key={view.participant} {...view} />;
    case 'note':
      return <OfficeNote key={`${view.participant}${view.note ?? ''}`} {...view} />;
    case 'sync':
      return (
        <Page title={o.inbox.title} lead={o.inbox.lead} onBack={back}>
          <Inbox />
        </Page>
      );
    default:
      return <AccountPage me={me} />;
  }
}
