/** The frame around the office's screens, with the places that this person's roles open. */
import { People } from '../coach/people';
import { useHistoryViews, ViewsProvider } from '../coach/view';
import type { Me } from '../door/officeDoor';
import { BarItem, Frame } from '../parts/frame';
import { Page } from '../parts/parts';
import { Inbox } from '../sync/inbox';
import { AccountPage } from './account';
import { CaseloadPage } from './caseload';
import { DecisionsPage } from './decisions';
import { DevicesPage } from './devices';
import { OfficePerson } from './duplicates';
import { ExportPage } from './exportPage';
import { FigurePage } from './figurePage';
import { HoursPage } from './hours';
import { OfficeIcon, type OfficeIconName } from './icons';
import { ImportPage } from './importPage';
import { OfficeNote } from './note';
import { OpeningsPage } from './openings';
import { OverviewPage } from './overview';
import { ProgrammePage } from './programme';
import { answersForOthers, isOfCases } from './rights';
import { useOffice } from './said';
import { MemberPage, StaffPage } from './staff';
import { UnitsPage } from './units';
import { useOfficeViews, type OfficeView } from './view';

export function Desk(props: { me: Me; onSignOut(): void }): React.JSX.Element {
  const views = useHistoryViews('office');
  return (
    <ViewsProvider value={views}>
      <OfficeFrame {...props} />
    </ViewsProvider>
  );
}

interface Place {
  at: 'today' | 'people' | 'decisions' | 'hours' | 'staff' | 'devices' | 'openings' | 'import' | 'export' | 'account';
  icon: OfficeIconName;
  /** The office has the last word; a place that it would refuse is not offered. */
  isFor?: (me: Me) => boolean;
}

const places: readonly Place[] = [
  { at: 'today', icon: 'overview' },
  { at: 'people', icon: 'people' },
  { at: 'decisions', icon: 'decisions' },
  { at: 'hours', icon: 'hours', isFor: isOfCases },
  { at: 'staff', icon: 'staff', isFor: answersForOthers },
  { at: 'devices', icon: 'devices', isFor: answersForOthers },
  { at: 'openings', icon: 'openings', isFor: answersForOthers },
  { at: 'import', icon: 'import', isFor: answersForOthers },
  { at: 'export', icon: 'export' },
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
    case 'caseload':
      return 'decisions';
    case 'member':
    case 'units':
      return 'staff';
    case 'settings':
      return 'account';
    default:
      return view.at;
  }
}

function OfficeFrame({ me, onSignOut }: { me: Me; onSignOut(): void }): React.JSX.Element {
  const { o } = useOffice();
  const { view, go } = useOfficeViews();
  const here = placeOf(view);
  return (
    <Frame
      place={o.nav[here as Place['at']] ?? null}
      className="frame office"
      contentClass="content"
      items={places
        .filter((one) => one.isFor?.(me) ?? true)
        .map(({ at, icon }) => (
          <BarItem key={at} icon={<OfficeIcon name={icon} />} isHere={here === at} onPress={() => go({ at })}>
            {o.nav[at]}
            {at === 'account' && <span className="bar-state">{me.name}</span>}
          </BarItem>
        ))}
      rest={
        <BarItem icon={<OfficeIcon name="leave" />} onPress={onSignOut}>
          {o.signOut}
        </BarItem>
      }
    >
      <Screen view={view} me={me} />
    </Frame>
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
      return <OfficePerson key={view.participant} {...view} />;
    case 'note':
      return <OfficeNote key={`${view.participant}${view.note ?? ''}`} {...view} />;
    case 'sync':
      return (
        <Page title={o.inbox.title} lead={o.inbox.lead} onBack={back}>
          <Inbox />
        </Page>
      );
    case 'decisions':
      return <DecisionsPage />;
    case 'caseload':
      return <CaseloadPage key={view.from ?? ''} me={me} from={view.from ?? ''} />;
    case 'hours':
      return <HoursPage me={me} programme={view.programme ?? ''} unit={view.unit ?? ''} />;
    case 'staff':
      return <StaffPage me={me} />;
    case 'member':
      return <MemberPage key={view.staff} me={me} staff={view.staff} />;
    case 'units':
      return <UnitsPage me={me} />;
    case 'devices':
      return <DevicesPage />;
    case 'openings':
      return <OpeningsPage />;
    case 'import':
      return <ImportPage />;
    case 'export':
      return <ExportPage {...view} />;
    default:
      return <AccountPage me={me} />;
  }
}
